package evalx.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import evalx.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver of webhooks on this machine, which answers as a test says. */
public final class Receiver implements AutoCloseable {
  /** What it was sent, in the order of arrival. */
  public final List<Received> received = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** A webhook. */
  public record Received(
      String method, String path, String body, Map<String, List<String>> headers) {
    /** A header; empty where it has none. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .map(entry -> entry.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  /** Answers a request. */
  public interface Answer {
    /**
     * Answers it.
     *
     * @param count of the requests with its path so far, from 1
     */
    void to(HttpExchange exchange, int count) throws IOException;
  }

  private Receiver(HttpServer server, Answer answer) {
    this.server = server;
    this.scheme = server instanceof HttpsServer ? "https" : "http";
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, answer));
    server.start();
  }

  /** One on a free port of the loopback address. */
  public static Receiver start(Answer answer) {
    return start(0, answer);
  }

  /** One on this port. */
  public static Receiver start(int port, Answer answer) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new Receiver(HttpServer.create(address, 0), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One on a free port of the loopback address that speaks TLS. */
  public static Receiver startTls(Certificates certificates, Answer answer) {
    try {
      var server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(certificates.ofServer()));
      return new Receiver(server, answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var path = exchange.getRequestURI().getPath();
      int count;
      synchronized (this) {
        var method = exchange.getRequestMethod();
        received.add(new Received(method, path, body, Map.copyOf(exchange.getRequestHeaders())));
        count = at(path).size();
      }
      answer.to(exchange, count);
    }
  }

  /** An answer of this status and no more. */
  public static Answer status(int code) {
    return (exchange, count) -> exchange.sendResponseHeaders(code, -1);
  }

  /** What came to a path. */
  public List<Received> at(String path) {
    return received.stream().filter(each -> each.path().equals(path)).toList();
  }

  /** Where it listens, by its address. */
  public URI url(String path) {
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
