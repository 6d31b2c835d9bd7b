package evalx.submission;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a test case came to.
 *
 * @param stdout as much as a result keeps
 * @param exitCode empty when the program was ended by a signal or never ran
 * @param signal its name, such as SIGSEGV
 * @param spaceKib peak memory in KiB
 * @param cached whether the same run before stands for this one
 * @param message why, where the status does not say it all
 */
public record CaseResult(
    Status status,
    byte[] stdout,
    byte[] stderr,
    boolean stdoutTruncated,
    boolean stderrTruncated,
    OptionalInt exitCode,
    Optional<String> signal,
    Duration runTime,
    Duration wallTime,
    long spaceKib,
    boolean cached,
    Optional<String> message,
    List<String> hints) {
  private static final byte[] NOTHING = {};

  public CaseResult {
    hints = List.copyOf(hints);
  }

  /** A test case that never ran. */
  public static CaseResult notRun(Status status, Optional<String> message) {
    return new CaseResult(
        status,
        NOTHING,
        NOTHING,
        false,
        false,
        OptionalInt.empty(),
        Optional.empty(),
        Duration.ZERO,
        Duration.ZERO,
        0,
        false,
        message,
        List.of());
  }

  /** The same, of a run that was not done again. */
  public CaseResult fromCache() {
    return new CaseResult(
        status,
        stdout,
        stderr,
        stdoutTruncated,
        stderrTruncated,
        exitCode,
        signal,
        runTime,
        wallTime,
        spaceKib,
        true,
        message,
        hints);
  }

  /** The same, with another message. */
  public CaseResult because(Optional<String> why) {
    return new CaseResult(
        status,
        stdout,
        stderr,
        stdoutTruncated,
        stderrTruncated,
        exitCode,
        signal,
        runTime,
        wallTime,
        spaceKib,
        cached,
        why,
        hints);
  }

  /** The same, with no more than so many bytes of each output. */
  public CaseResult keeping(int stdoutBytes, int stderrBytes) {
    if (stdout.length <= stdoutBytes && stderr.length <= stderrBytes) {
      return this;
    }
    return new CaseResult(
        status,
        first(stdout, stdoutBytes),
        first(stderr, stderrBytes),
        stdoutTruncated || stdout.length > stdoutBytes,
        stderrTruncated || stderr.length > stderrBytes,
        exitCode,
        signal,
        runTime,
        wallTime,
        spaceKib,
        cached,
        message,
        hints);
  }

  private static byte[] first(byte[] bytes, int count) {
    return bytes.length <= count ? bytes : Arrays.copyOf(bytes, count);
  }
}
