package evalx.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as both databases keep them: to the microsecond, and in a range that both can hold. */
final class Micros {
  private static final Instant MIN = Instant.EPOCH;
  private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999Z");

  private Micros() {}

  static Instant of(Instant time) {
    var inRange = time.isBefore(MIN) ? MIN : time.isAfter(MAX) ? MAX : time;
    return inRange.truncatedTo(ChronoUnit.MICROS);
  }

  static long toLong(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
  }

  static Instant ofLong(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
