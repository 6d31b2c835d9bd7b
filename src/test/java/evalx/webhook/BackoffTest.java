package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.WebhookSettings.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Instant ENDED = Instant.parse("2026-11-28T12:00:00Z");
  private static final Optional<Duration> NOTHING_ASKED = Optional.empty();

  private final Retries retries = new Retries(10, Duration.ofHours(1), Duration.ofSeconds(5));

  private Backoff backoff(double chance) {
    return new Backoff(retries, () -> chance);
  }

  @Test
  void delaysDoubleUpToTenMinutes() {
    var delays =
        IntStream.range(1, 10)
            .mapToObj(n -> backoff(0).delay(n, ENDED, ENDED, NOTHING_ASKED).orElseThrow())
            .map(Duration::toSeconds);

    assertThat(delays).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L);
  }

  @Test
  void upToAHalfIsLeftOutByChance() {
    assertThat(backoff(1).delay(1, ENDED, ENDED, NOTHING_ASKED)).contains(Duration.ofMillis(2500));
    assertThat(backoff(0.5).delay(3, ENDED, ENDED, NOTHING_ASKED)).contains(Duration.ofSeconds(15));
  }

  @Test
  void theLastAttemptIsFollowedByNone() {
    assertThat(backoff(0).delay(9, ENDED, ENDED, NOTHING_ASKED)).isPresent();
    assertThat(backoff(0).delay(10, ENDED, ENDED, NOTHING_ASKED)).isEmpty();
  }

  @Test
  void noAttemptComesAfterTheTime() {
    var late = ENDED.plus(Duration.ofHours(1));

    assertThat(backoff(0).delay(1, ENDED, late.minusSeconds(5), NOTHING_ASKED)).isPresent();
    assertThat(backoff(0).delay(1, ENDED, late.minusSeconds(4), NOTHING_ASKED)).isEmpty();
  }

  @Test
  void whatTheReceiverAsksForCountsWhereItIsLonger() {
    var minute = Optional.of(Duration.ofMinutes(1));

    assertThat(backoff(0).delay(1, ENDED, ENDED, minute)).isEqualTo(minute);
    assertThat(backoff(0).delay(6, ENDED, ENDED, minute)).contains(Duration.ofSeconds(160));
    assertThat(backoff(0).delay(1, ENDED, ENDED, Optional.of(Duration.ofDays(1)))).isEmpty();
  }
}
