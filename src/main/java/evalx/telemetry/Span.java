package evalx.telemetry;

import evalx.submission.TraceContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something that took its time, as a part of a trace.
 *
 * @param place the trace, and the id of this span in it
 * @param parent the id of the span that it is a part of; empty for the first of a trace
 * @param attributes texts, numbers and flags
 */
record Span(
    TraceContext place,
    Optional<String> parent,
    String name,
    Kind kind,
    Time time,
    Map<String, Object> attributes) {

  /** From when to when; an end before the start counts as the start. */
  record Time(Instant start, Instant end) {
    Time {
      end = end.isBefore(start) ? start : end;
    }
  }

  /** What it is to other processes; with the number that OTLP gives it. */
  enum Kind {
    INTERNAL(1),
    SERVER(2),
    CONSUMER(5);

    final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  Span {
    attributes = Map.copyOf(attributes);
  }
}
