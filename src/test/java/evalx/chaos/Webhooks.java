package evalx.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The receiver of webhooks. Their paths end with the number of the submission. */
final class Webhooks implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int REFUSED_ONCE = 7;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<Story> stories;
  private final Set<Integer> refused = ConcurrentHashMap.newKeySet();

  Webhooks(List<Story> stories) throws IOException {
    this.stories = stories;
    server = HttpServer.create(new InetSocketAddress(Network.HUB, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var number = Integer.parseInt(path.substring(1));
      var body = Task.JSON.readTree(exchange.getRequestBody().readAllBytes());
      if (number % REFUSED_ONCE == 0 && refused.add(number)) {
        exchange.sendResponseHeaders(503, -1); // it must come again
        return;
      }
      stories.get(number).webhook(exchange.getRequestHeaders().getFirst("webhook-id"), body);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** The URL to which a number is added. */
  String url() {
    return "http://" + Network.HUB + ":" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
