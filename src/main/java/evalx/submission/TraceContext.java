package evalx.submission;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The trace that a request belongs to, as W3C Trace Context says: it goes from a request through
 * the broker to a worker and on to receivers of webhooks, unchanged.
 *
 * @param parent the header {@code traceparent}
 * @param state the header {@code tracestate}; empty where there is none
 */
public record TraceContext(String parent, Optional<String> state) {
  private static final int MAX_STATE = 512;
  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = TRACE_ID + 33;
  private static final int FLAGS = SPAN_ID + 17;

  private static final String IDS = "-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}";

  /** Later versions than 00 may have more parts, and ff is none. */
  private static final Pattern PARENT =
      Pattern.compile("00" + IDS + "|(?!00|ff)[0-9a-f]{2}" + IDS + "(?:-[ -~]{0,200})?");

  private static final Pattern STATE = Pattern.compile("[ -~]{1," + MAX_STATE + "}");

  /** What a sender has set; empty where it is no trace. A state that is none is left out. */
  public static Optional<TraceContext> of(Optional<String> parent, Optional<String> state) {
    return parent
        .filter(text -> PARENT.matcher(text).matches())
        .map(text -> new TraceContext(text, state.filter(s -> STATE.matcher(s).matches())));
  }

  /** A trace of its own, which is to be recorded. */
  public static TraceContext begin() {
    var random = HexFormat.of().formatHex(randomBytes(16));
    return new TraceContext("00-" + random + "-" + newSpanId() + "-01", Optional.empty());
  }

  /** The same trace from within a span of this node's. */
  public TraceContext within(String spanId) {
    return new TraceContext(
        "00-" + traceId() + "-" + spanId + parent.substring(FLAGS - 1, FLAGS + 2), state);
  }

  /** An id for a span, 16 hexadecimal digits. */
  public static String newSpanId() {
    return HexFormat.of().formatHex(randomBytes(8));
  }

  /** Not zeros alone, which would be no id. */
  private static byte[] randomBytes(int count) {
    var bytes = new byte[count];
    ThreadLocalRandom.current().nextBytes(bytes);
    bytes[0] |= 1;
    return bytes;
  }

  /** The span within which it was sent, 16 hexadecimal digits. */
  public String spanId() {
    return parent.substring(SPAN_ID, FLAGS - 1);
  }

  /** Whether it is recorded, as its beginner has decided. */
  public boolean isSampled() {
    return (Integer.parseInt(parent.substring(FLAGS, FLAGS + 2), 16) & 1) == 1;
  }

  /** The id of the trace, 32 hexadecimal digits. */
  public String traceId() {
    return parent.substring(TRACE_ID, SPAN_ID - 1);
  }
}
