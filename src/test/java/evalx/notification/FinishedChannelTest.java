package evalx.notification;

import static org.awaitility.Awaitility.await;

import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.SubmissionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishedChannelTest {
  @TempDir static Path folder;

  private final Set<SubmissionId> woken = ConcurrentHashMap.newKeySet();
  private final SubmissionId poison = SubmissionId.random();

  private final Waiters waiters =
      new Waiters() {
        @Override
        void wake(SubmissionId token) {
          woken.add(token);
          if (token.equals(poison)) {
            throw new IllegalStateException("test");
          }
        }
      };

  @Test
  void hearsOnAfterAMessageThatNobodyCouldTake() {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.uri());
      var channel = new FinishedChannel(redis, waiters);
      var listener = new Thread(channel::listenUntilClosed);
      listener.start();

      hears(channel, poison);
      hears(channel, SubmissionId.random());

      channel.close();
      redis.close();
      await().until(() -> !listener.isAlive());
    }
  }

  /** What is said before the channel is open is not heard. */
  private void hears(FinishedChannel channel, SubmissionId token) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              channel.announce(token);
              return woken.contains(token);
            });
  }
}
