package evalx.queue;

import static org.awaitility.Awaitility.await;

import evalx.redis.Redis;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Redis for the server of the in-container tests; started outside, before the server is. */
public final class RedisForContainer implements BeforeAllCallback {
  private static final String PORT = "evalx.it.redis";

  @Override
  public void beforeAll(ExtensionContext context) {
    var port = System.getProperty(PORT);
    if (port != null) {
      context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(PORT, absent -> start(port));
    }
  }

  private static AutoCloseable start(String port) {
    try {
      var server =
          new ProcessBuilder("redis-server", "--port", port, "--save", "", "--bind", "127.0.0.1")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      var redis = new Redis(URI.create("redis://127.0.0.1:" + port));
      await().atMost(Duration.ofSeconds(20)).until(redis::answers);
      redis.close();
      return server::destroyForcibly;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
