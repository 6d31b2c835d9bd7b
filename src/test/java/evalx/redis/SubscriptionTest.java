package evalx.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SubscriptionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final String SUBSCRIBED = "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";

  private final AtomicInteger connected = new AtomicInteger();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private static Deadlines deadlines(Duration silence) {
    return new Deadlines(LONG, LONG, LONG, silence);
  }

  /** Such as behind a router that has forgotten the connection. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aConnectionThatIsSilentIsLost() {
    var subscribed = new AtomicInteger();
    try (var server =
        new FakeServer(
            command -> {
              if (!command.get(0).equals("SUBSCRIBE")) {
                return "+OK\r\n";
              }
              return subscribed.getAndIncrement() == 0 ? SUBSCRIBED : FakeServer.NOTHING;
            })) {
      var silence = Duration.ofMillis(400);
      var redis = new Redis(server.address(), deadlines(silence));
      var subscription = redis.subscription("c", connected::incrementAndGet, heard::add);
      var begun = System.nanoTime();

      assertThatThrownBy(subscription::listen).isInstanceOf(RedisAway.class);

      assertThat(connected).hasValue(1);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(silence, SECOND);
      redis.close();
    }
  }

  @Test
  void aQuietChannelWithAPulseIsKept(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var silence = Duration.ofSeconds(2);
      var redis = new Redis(server.address(), deadlines(silence));
      var subscription = redis.subscription("c", connected::incrementAndGet, heard::add);
      var listener = new Thread(subscription::listen);
      listener.start();

      await()
          .pollInterval(Duration.ofMillis(50))
          .during(silence.multipliedBy(2))
          .atMost(LONG)
          .until(() -> connected.get() == 1 && listener.isAlive());
      redis.publish("c", "hello");
      await().until(() -> heard.equals(List.of("hello")));

      subscription.close();
      await().until(() -> !listener.isAlive());
      redis.close();
    }
  }
}
