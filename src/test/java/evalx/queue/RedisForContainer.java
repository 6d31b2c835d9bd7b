package evalx.queue;

import evalx.redis.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Redis for the server of the in-container tests, started outside and before the server is, which
 * learns of its port by a system property.
 */
public final class RedisForContainer implements BeforeAllCallback {
  private static final String PORT = "evalx.it.redis";

  /** Set where the tests are started from, and not in the server, where they run. */
  private static final String OUTSIDE = "evalx.payara";

  @Override
  public void beforeAll(ExtensionContext context) {
    if (System.getProperty(OUTSIDE) != null) {
      context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(PORT, absent -> start());
    }
  }

  private static AutoCloseable start() {
    var server = new RedisServer(Path.of("target"));
    System.setProperty(PORT, Integer.toString(server.uri().getPort()));
    return server;
  }
}
