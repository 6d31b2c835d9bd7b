package evalx.telemetry;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes traces as a collector does: by OpenTelemetry's definitions, unknown fields refused. */
public final class OtlpReceiver implements AutoCloseable {
  /** The answer of a collector that is well. */
  public static final HttpHandler TAKES = exchange -> exchange.sendResponseHeaders(200, -1);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What it took. */
  public final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();

  /** The header {@code account} of what it took. */
  public final List<String> accounts = new CopyOnWriteArrayList<>();

  /** Why it could not read a request. */
  public final List<Exception> failures = new CopyOnWriteArrayList<>();

  /** How many requests were answered otherwise than by {@link #TAKES}; they are not kept. */
  public final AtomicInteger refused = new AtomicInteger();

  /** How it answers. */
  public volatile HttpHandler answer = TAKES;

  /** One on a free port of the loopback address. */
  public OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var now = answer;
      if (now.equals(TAKES)) {
        read(exchange, body);
      } else {
        refused.incrementAndGet();
      }
      now.handle(exchange);
    }
  }

  private void read(HttpExchange exchange, String body) {
    var request = ExportTraceServiceRequest.newBuilder();
    try {
      JsonFormat.parser().merge(body, request);
      accounts.add(String.valueOf(exchange.getRequestHeaders().getFirst("account")));
      requests.add(request.build());
    } catch (IOException e) {
      failures.add(e);
    }
  }

  /** Where a sender finds it. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All that came, in the order of arrival. */
  public List<Span> spans() {
    return requests.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /** OTLP writes ids in hexadecimal digits, where other JSON of protobuf would have base64. */
  public static String id(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
