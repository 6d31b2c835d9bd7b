package evalx.webhook;

import evalx.config.WebhookSettings.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** When the next attempt comes: exponential delays with jitter, within a number and a time. */
final class Backoff {
  private static final Duration MAX_DELAY = Duration.ofMinutes(10);

  /** Beyond it a delay of a millisecond has reached the maximum. */
  private static final int MAX_DOUBLINGS = 20;

  private final Retries retries;
  private final DoubleSupplier chance;

  /**
   * @param chance from 0 to 1
   */
  Backoff(Retries retries, DoubleSupplier chance) {
    this.retries = retries;
    this.chance = chance;
  }

  /** Until when a webhook is tried. */
  Instant end(Instant since) {
    return since.plus(retries.maxTime());
  }

  /**
   * How long after now the next attempt is made; empty when there is none.
   *
   * @param attempt the number of the last one
   * @param since when the submission ended
   * @param retryAfter what the receiver asks for: no attempt comes earlier
   */
  Optional<Duration> delay(int attempt, Instant since, Instant now, Optional<Duration> retryAfter) {
    var own = own(attempt);
    var delay = retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own);
    return attempt < retries.maxAttempts() && !now.plus(delay).isAfter(end(since))
        ? Optional.of(delay)
        : Optional.empty();
  }

  private Duration own(int attempt) {
    var doubled = retries.firstDelay().multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
    var whole = (doubled.compareTo(MAX_DELAY) < 0 ? doubled : MAX_DELAY).toMillis();
    return Duration.ofMillis(whole - (long) (whole / 2.0 * chance.getAsDouble()));
  }
}
