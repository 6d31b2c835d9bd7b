package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.submission.Verdict;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the same on every server, though each has its own ways. */
interface ServedEdges {
  int REQUESTS = 5000;
  String LASTED = "evalx_http_request_seconds";
  String ROUTE = "{route=\"/languages\"}";
  String ANSWERED = "evalx_http_requests_total{method=\"GET\",route=\"/languages\",status=\"200\"}";

  Product product();

  @Test
  default void theDescriptionIsValidAsItIsServed() {
    var client = product().client();
    for (var accept : List.of("application/json", "*/*")) {
      var request = client.request("/openapi").header("Accept", accept).GET().build();
      var document = client.send(request).body();
      assertThat(document).contains("/submissions/{token}").doesNotContain("endpoints");
      assertThat(new OpenAPIV3Parser().readContents(document).getMessages()).as(accept).isEmpty();
    }
  }

  /** Libraries come out of archives within the application's, which a server must look into. */
  @Test
  default void pagesAreServedWithWhatTheyLoad() {
    var client = product().client();
    for (var path : List.of("/", "/docs", "/console")) {
      var page = client.get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("script-src 'self'")
          .doesNotContain("unsafe");
      var loaded = Pattern.compile("\"(?:\\./)?((?:webjars|assets)/[^\"#]*\\.(?:js|css|svg))");
      assertThat(loaded.matcher(page.body()).results().map(file -> file.group(1)).distinct())
          .hasSizeGreaterThan(5)
          .allSatisfy(
              file -> assertThat(client.get("/" + file).statusCode()).as(file).isEqualTo(200));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/languages", "/health", "/submissions/none", "/assets/none"})
  default void noAnswerTellsWhichServerItIs(String path) {
    var answer = product().client().get(path);

    assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  @Test
  default void metricsHaveTheSameNamesAndUnitsEverywhereAndAreThereAtZero() {
    var answer = product().client().get("/metrics");

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    for (Verdict verdict : Verdict.values()) {
      assertThat(answer.body())
          .contains(
              "evalx_submissions_finished_total{language=\"c\",status=\""
                  + verdict.label()
                  + "\"}");
    }
    assertThat(answer.body())
        .contains("evalx_boxes_limit ", "evalx_redis_connections_active ", "evalx_workers ")
        .contains("evalx_replies_refused_total ")
        .contains("jvm_memory_used_bytes{area=\"heap\"}")
        .doesNotContain("mp_scope", "nanoseconds");
  }

  /** More than the sample that Payara's own histograms keep. */
  @Test
  @Tag("slow")
  default void fiveThousandRequestsAddUp() {
    var client = product().client();
    var before = Samples.of(client);

    IntStream.range(0, REQUESTS)
        .parallel()
        .forEach(i -> assertThat(client.get("/languages").statusCode()).isEqualTo(200));

    await("the last one is counted")
        .atMost(Duration.ofSeconds(20))
        .until(() -> Samples.of(client).more(LASTED + "_count" + ROUTE, before) >= REQUESTS);
    var after = Samples.of(client);
    assertThat(after.more(LASTED + "_count" + ROUTE, before)).isEqualTo(REQUESTS);
    assertThat(after.more(LASTED + "_bucket" + ROUTE.replace("}", ",le=\"+Inf\"}"), before))
        .isEqualTo(REQUESTS);
    assertThat(after.more(ANSWERED, before)).isEqualTo(REQUESTS);
    var buckets = after.all(LASTED + "_bucket" + ROUTE.replace("}", ","));
    assertThat(buckets).hasSizeGreaterThan(10).isSorted();
  }

  @Test
  default void healthNamesEveryPart() {
    var health = Client.json(product().client().get("/health").body());

    assertThat(health.get("status").asText()).isEqualTo("UP");
    assertThat(health.get("checks").findValuesAsText("name"))
        .containsExactly(
            "broker",
            "database",
            "disk",
            "evalx",
            "languages",
            "listeners",
            "node",
            "redis",
            "sandbox");
  }

  @Test
  default void aPackedSubmissionIsTakenAndItsLocationLeadsToIt() {
    var client = product().client();
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(Client.bytes(Programs.sums("python", 0, 3)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }

    var answer =
        client.send(
            client
                .request("/submissions")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                .build());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    var token = Client.json(answer.body()).get("token").asText();
    var location = URI.create(answer.headers().firstValue("Location").orElseThrow());
    assertThat(location.getPath()).isEqualTo("/submissions/" + token);
    assertThat(location.isAbsolute() ? location.getPort() : product().port("PORT"))
        .isEqualTo(product().port("PORT"));
    assertThat(client.result(token, Duration.ofMinutes(2)).get("status").asText())
        .isEqualTo("Accepted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /languages?x=%zz       | Host: a          | 400",
        "GET /languages             | Host: a[         | 400",
        "GET /languages             | Host: a          | 403",
        "GET /languages             | Host: a\\r\\nHost: b | 400",
        "GET /WEB-INF/web.xml       | Host: localhost  | 404",
        "GET /web-inf/web.xml       | Host: localhost  | 404",
        "GET /META-INF/MANIFEST.MF  | Host: localhost  | 404",
        "GET /application.wadl      | Host: localhost  | 404",
        "GET /server-error          | Host: localhost  | 404",
        "TRACE /languages           | Host: localhost  | 405",
        "BREW /languages            | Host: localhost  | 405",
      })
  default void whatServersAnswerInTheirOwnWayIsAProblem(String line, String headers, int status) {
    var answer = RawExchange.send(product().port("PORT"), line, headers.replace("\\r\\n", "\r\n"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(Client.json(answer.body()).get("status").asInt()).isEqualTo(status);
  }

  /** A proxy would give what is answered to it to somebody else. */
  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "GET", "DELETE", "OPTIONS", "PUT", "BREW"})
  default void noBodyIsTakenForTheNextRequest(String method) throws IOException {
    var body = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    var head = "%s /tickets HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n";
    var next = "GET /languages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), product().port("PORT"))) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      var out = socket.getOutputStream();
      out.write(head.formatted(method, body.length()).getBytes(StandardCharsets.ISO_8859_1));
      var answers = new ByteArrayOutputStream();
      answers.write(socket.getInputStream().read());
      try {
        out.write((body + next).getBytes(StandardCharsets.ISO_8859_1));
        socket.getInputStream().transferTo(answers);
      } catch (SocketException e) {
        // The server has closed the connection.
      }

      assertThat(answers.toString(StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 ")
          .doesNotContain("HTTP/1.1 404", "HTTP/1.1 505");
    }
  }

  @Test
  default void optionsDescribeNothingOfTheServer() {
    var client = product().client();
    var request = client.request("/submissions").method("OPTIONS", BodyPublishers.noBody());
    var answer = client.send(request.build());

    assertThat(answer.statusCode()).isLessThan(300);
    assertThat(answer.body()).doesNotContain("<");
    assertThat(answer.headers().firstValue("Allow"))
        .hasValueSatisfying(allow -> assertThat(allow).contains("GET", "POST"));
  }
}
