package evalx.redis;

import java.time.Duration;

/**
 * How long Redis may take.
 *
 * @param pool for a connection of the pool to become free
 * @param connect for a new connection
 * @param reply between two pieces of a reply
 * @param silence of a subscription; it is asked for a sign of life three times as often
 */
record Deadlines(Duration pool, Duration connect, Duration reply, Duration silence) {
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** For states and results, without which nothing goes on. */
  static final Deadlines OF_RESULTS =
      new Deadlines(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), SILENCE);

  /** For caches, which are worth no long wait. */
  static final Deadlines OF_CACHES =
      new Deadlines(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), SILENCE);

  Duration pulse() {
    return silence.dividedBy(3);
  }
}
