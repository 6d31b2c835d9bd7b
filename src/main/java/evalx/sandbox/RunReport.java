package evalx.sandbox;

import evalx.submission.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * How a run ended, what it used and what it printed.
 *
 * @param collected the artifact made of its files, if that was asked for and it exited with 0
 * @param beyondMachine whether it asked at once for more memory than the machine has
 */
public record RunReport(
    Ending ending,
    Usage usage,
    Output output,
    Optional<ArtifactId> collected,
    boolean beyondMachine) {
  private static final int SIGXFSZ = 25;

  /** For sandboxes that do not see what memory a program asks for. */
  public RunReport(Ending ending, Usage usage, Output output, Optional<ArtifactId> collected) {
    this(ending, usage, output, collected, false);
  }

  /**
   * What a run printed, as far as its limits allow.
   *
   * @param stdout all of it, or where that is spooled its beginning
   */
  public record Output(
      byte[] stdout, byte[] stderr, boolean stderrTruncated, Optional<SpooledOutput> spooled) {
    public Output(byte[] stdout, byte[] stderr, boolean stderrTruncated) {
      this(stdout, stderr, stderrTruncated, Optional.empty());
    }
  }

  public Duration cpuTime() {
    return usage.cpuTime();
  }

  public Duration wallTime() {
    return usage.wallTime();
  }

  public long peakKib() {
    return usage.peakKib();
  }

  public byte[] stdout() {
    return output.stdout();
  }

  public byte[] stderr() {
    return output.stderr();
  }

  public boolean stderrTruncated() {
    return output.stderrTruncated();
  }

  /** All that it printed to stdout. */
  public InputStream openStdout() throws IOException {
    var spooled = output.spooled();
    return spooled.isPresent() ? spooled.get().open() : new ByteArrayInputStream(stdout());
  }

  /** The same run, as if it had printed this to stdout and nothing else. */
  public RunReport printing(OutputDraft.Received stdout) {
    var printed = new Output(stdout.bytes(), stderr(), output.stderrTruncated(), stdout.spooled());
    return new RunReport(ending, usage, printed, collected, beyondMachine);
  }

  /** The same run with a peak of memory that is no more than this. */
  public RunReport withPeakUpTo(long bytes) {
    var bounded = usage.withPeakUpTo(bytes >> 10);
    return new RunReport(ending, bounded, output, collected, beyondMachine);
  }

  /** Deletes what was spooled of its output. */
  public void discard() {
    output.spooled().ifPresent(SpooledOutput::close);
  }

  /** The same with another artifact made of its files. */
  public RunReport withCollected(Optional<ArtifactId> artifact) {
    return new RunReport(ending, usage, output, artifact, beyondMachine);
  }

  /**
   * For a run whose files did not fit into its working folder: as if it had written them itself.
   */
  public static RunReport ranOutOfRoom() {
    return new RunReport(
        new Ending.Signalled(SIGXFSZ),
        Usage.NONE,
        new Output(new byte[0], new byte[0], false),
        Optional.empty());
  }

  /** For a run whose supervisor was OOM-killed together with it. */
  public static RunReport ranOutOfMemory(RunLimits limits) {
    return new RunReport(
        new Ending.LimitExceeded(Limit.MEMORY),
        Usage.ofMemory(limits.memoryBytes() / 1024),
        new Output(new byte[0], new byte[0], false),
        Optional.empty());
  }
}
