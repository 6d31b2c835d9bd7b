package evalx.advice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.config.HintSettings;
import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks for chat completions, each once, within a time and a size. Webhooks are sent by the same
 * HTTP client; OpenAI's own library for Java would bring Kotlin, OkHttp and 30 MB for one request.
 */
final class ChatModel implements AutoCloseable {
  /** Bytes of an answer. */
  static final int MAX_BYTES = 256 << 10;

  /** Characters of a hint. */
  static final int MAX_TEXT = 2000;

  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HintSettings.Model model;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor timer;

  ChatModel(HintSettings.Model model, ThreadFactory threads) {
    this.model = model;
    this.client = client(Timeout.of(model.timeout()));
    this.timer = new ScheduledThreadPoolExecutor(1, threads);
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Follows no redirect, which could lead the key elsewhere, and tries nothing again. */
  private static CloseableHttpClient client(Timeout timeout) {
    var connection =
        ConnectionConfig.custom().setConnectTimeout(timeout).setSocketTimeout(timeout).build();
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(connection)
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(timeout)
                .setConnectionRequestTimeout(timeout)
                .build())
        .setConnectionReuseStrategy((request, response, context) -> false)
        .setUserAgent("EvalX")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  /**
   * The text that the model answers with.
   *
   * @param question a request for a chat completion
   * @throws ModelFailed when there is none
   */
  String ask(byte[] question) throws ModelFailed {
    var request = new HttpPost(model.url());
    model.key().ifPresent(key -> request.setHeader("Authorization", "Bearer " + key));
    request.setEntity(new ByteArrayEntity(question, ContentType.APPLICATION_JSON));
    var isLate = new AtomicBoolean();
    // One that answers a byte at a time is late too.
    var deadline =
        timer.schedule(
            () -> {
              isLate.set(true);
              request.cancel();
            },
            model.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return text(answer(request));
    } catch (IOException | HttpException e) {
      var late = isLate.get() || e instanceof java.net.SocketTimeoutException;
      throw new ModelFailed(late ? "no answer in time" : "no answer: " + e.getMessage(), e);
    } finally {
      deadline.cancel(false);
    }
  }

  private byte[] answer(HttpPost request) throws IOException, HttpException, ModelFailed {
    try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
      try {
        if (response.getCode() != OK || response.getEntity() == null) {
          throw new ModelFailed("it answered " + response.getCode());
        }
        var body = response.getEntity().getContent().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
          throw new ModelFailed("its answer has more than " + MAX_BYTES + " bytes");
        }
        return body;
      } finally {
        // Closing alone would read the answer to its end.
        request.cancel();
      }
    }
  }

  private static String text(byte[] answer) throws ModelFailed {
    JsonNode json;
    try {
      json = JSON.readTree(answer);
    } catch (IOException e) {
      throw new ModelFailed("its answer is not JSON", e);
    }
    var text = json.at("/choices/0/message/content").asText("").strip();
    if (text.isEmpty()) {
      throw new ModelFailed("its answer has no text");
    }
    var end = text.offsetByCodePoints(0, Math.min(MAX_TEXT, text.codePointCount(0, text.length())));
    return text.substring(0, end);
  }
}
