package evalx.config;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the heap is used for. Everything that clients can make large has a bound that follows from
 * the settings, and the plan is the sum of these bounds:
 *
 * <pre>
 *   96 MiB          the server, its classes' data, and many small requests
 * + 128 MiB         messages in the broker (global-max-size of broker.xml)
 * + 24 MiB          large answers being written ({@link #answerBytes})
 * + 16 MiB          events on their way to clients ({@link #streamBytes})
 * + 6 MiB           results on their way to receivers of webhooks ({@link #webhookBytes})
 * + 6 * bodies      request bodies in hand, where bodies = max(8 MiB, 2 * MAX_BODY_BYTES): the bytes,
 *                   the text, the tree and the submission made of them ({@link #bodyBytes})
 * + 7 * MAX_BODY_BYTES  the message of a job that is given up, has expired or was removed
 * + 32 MiB          a program of 8 MiB on its way to other nodes, or from them
 * + for each of MAX_CONCURRENT_SANDBOXES: 32 MiB, an output of 16 MiB and what it is compared with,
 *     and MAX_BODY_BYTES, the other files that a checker's program is given
 * + for each of MAX_CONCURRENT_JOBS:
 *     14 MiB                   its result, encoded and packed, or the outcomes it leaves to the cache
 *   + 7 * MAX_BODY_BYTES       its message, a third longer in base64, and what is made of it
 *   + 80 KiB * MAX_TEST_CASES  the outputs that its test cases keep, 7 MiB at most
 *   + 1 KiB * MAX_TEST_CASES   what is known of each
 * </pre>
 *
 * <p>A node that only takes requests runs nothing, so it needs nothing of the last three. {@code
 * heap_mib} of {@code script/supervise.sh} has the same formula, which a test compares.
 *
 * @param needed bytes of heap that the settings ask for
 * @param heap bytes of heap that there are
 */
public record MemoryPlan(long needed, long heap, int maxBody) {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long SERVER = 96 * MIB;
  private static final long BROKER = 128 * MIB;
  private static final long ANSWERS = 24 * MIB;
  private static final long STREAMS = 16 * MIB;
  private static final long WEBHOOKS = 6 * MIB;
  private static final long MIN_BODIES = 8 * MIB;
  private static final long PROGRAM = 32 * MIB;
  private static final int COPIES_OF_BODY = 6;
  private static final int COPIES_OF_MESSAGE = 7;
  private static final long SANDBOX = 32 * MIB;
  private static final long JOB = 14 * MIB;
  private static final long OUTPUTS_OF_CASE = 80 * KIB;
  private static final long MAX_OUTPUTS = 7 * MIB;
  private static final long TEST_CASE = KIB;

  /** Shares of the heap that nothing else needs, for more answers and bodies than planned. */
  private static final int SHARE_OF_SPARE = 4;

  private static final Pattern XMX = Pattern.compile("-Xmx([0-9]{1,12})([kKmMgG]?)");
  private static final Map<String, Integer> UNIT_BITS =
      Map.of("", 0, "k", 10, "K", 10, "m", 20, "M", 20, "g", 30, "G", 30);

  /**
   * The plan for settings.
   *
   * @param heap its size in bytes
   */
  public static MemoryPlan of(Settings settings, long heap) {
    long body = settings.http().maxBodyBytes();
    var needed =
        SERVER
            + BROKER
            + ANSWERS
            + STREAMS
            + WEBHOOKS
            + COPIES_OF_BODY * bodies(body)
            + COPIES_OF_MESSAGE * body
            + (settings.node().role() == Role.API ? 0 : ofRuns(settings, body));
    return new MemoryPlan(needed, heap, (int) body);
  }

  private static long ofRuns(Settings settings, long body) {
    var job = JOB + COPIES_OF_MESSAGE * body + cases(settings.http().maxTestCases());
    return PROGRAM
        + (SANDBOX + body) * settings.runs().sandboxes().maxConcurrent()
        + job * settings.runs().jobs().maxConcurrent();
  }

  private static long cases(long count) {
    return Math.min(OUTPUTS_OF_CASE * count, MAX_OUTPUTS) + TEST_CASE * count;
  }

  private static long bodies(long body) {
    return Math.max(MIN_BODIES, 2 * body);
  }

  /** Bytes of large answers that may be in hand at a time. */
  public long answerBytes() {
    return ANSWERS + spare() / SHARE_OF_SPARE;
  }

  /** Bytes of events that all streams together may hold on their way to clients. */
  public long streamBytes() {
    return STREAMS;
  }

  /**
   * Bytes of packed results that all webhooks together may hold: small ones while they are sent,
   * large ones until they lie on the disk.
   */
  public long webhookBytes() {
    return WEBHOOKS;
  }

  /** Bytes of request bodies that may be in hand at a time. */
  public long bodyBytes() {
    return bodies(maxBody) + spare() / SHARE_OF_SPARE / COPIES_OF_BODY;
  }

  private long spare() {
    return Math.max(0, heap - needed);
  }

  /** The heap that the settings ask for, in MiB. */
  public long neededMib() {
    return (needed + MIB - 1) / MIB;
  }

  /**
   * Checks that the settings fit.
   *
   * @throws BadSetting when they do not
   */
  public MemoryPlan check(Settings settings) {
    if (needed > heap) {
      throw new BadSetting(
          "MAX_BODY_BYTES=%d, MAX_TEST_CASES=%d, MAX_CONCURRENT_JOBS=%d and MAX_CONCURRENT_SANDBOXES=%d"
              .formatted(
                  settings.http().maxBodyBytes(),
                  settings.http().maxTestCases(),
                  settings.runs().jobs().maxConcurrent(),
                  settings.runs().sandboxes().maxConcurrent()),
          "need a heap of %d MiB; this server has %d MiB: start it with -Xmx%dm or lower one of them"
              .formatted(neededMib(), heap / MIB, neededMib()));
    }
    return this;
  }

  /**
   * The largest heap of this process in bytes: what -Xmx says, of which {@link Runtime#maxMemory}
   * leaves out a part with some collectors.
   */
  static long heapOfProcess() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .map(XMX::matcher)
        .filter(Matcher::matches)
        .map(xmx -> Long.parseLong(xmx.group(1)) << UNIT_BITS.getOrDefault(xmx.group(2), 0))
        .reduce((first, last) -> last)
        .orElseGet(() -> Runtime.getRuntime().maxMemory());
  }
}
