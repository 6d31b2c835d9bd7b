package evalx.cache;

import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import java.io.IOException;
import java.util.Optional;

/** The outcome of a run as it lies in Redis. */
final class RunEntry {
  /** Bytes of stdout and stderr together; all of it is judged, so more is not kept at all. */
  static final int MOST_OUTPUT = 256 << 10;

  /** What does not shrink grows a little. */
  static final int MOST_PACKED = MOST_OUTPUT + MOST_OUTPUT / 256 + 256;

  private static final int FORMAT = 0x52550001;
  private static final int MOST_CODE = 255;
  private static final int MOST_SIGNAL = 64;
  private static final int SIGKILL = 9;

  private RunEntry() {}

  /**
   * Not a run that ended in a limit, or printed too much; nor one that was killed, which a host
   * does whose memory is short; nor one that did not start.
   */
  static boolean keeps(RunReport report) {
    return !(report.ending() instanceof Ending.LimitExceeded)
        && !(report.ending() instanceof Ending.NotStarted)
        && !report.ending().equals(new Ending.Signalled(SIGKILL))
        && report.stdout().length + report.stderr().length <= MOST_OUTPUT;
  }

  static byte[] write(RunReport report) {
    var entry = new EntryWriter(FORMAT);
    if (report.ending() instanceof Ending.Signalled signalled) {
      entry.flag(true).number(signalled.signal());
    } else {
      entry.flag(false).number(((Ending.Exited) report.ending()).code());
    }
    entry
        .time(report.cpuTime())
        .time(report.wallTime())
        .kib(report.peakKib())
        .flag(report.stderrTruncated())
        .bytes(report.stdout())
        .bytes(report.stderr());
    return Packed.of(entry.entry());
  }

  static RunReport read(byte[] packed) throws IOException {
    var in = new EntryReader(Packed.open(packed, MOST_PACKED), FORMAT);
    Ending ending =
        in.flag()
            ? new Ending.Signalled(in.number(1, MOST_SIGNAL))
            : new Ending.Exited(in.number(0, MOST_CODE));
    var cpu = in.time();
    var wall = in.time();
    var peak = in.kib();
    var truncated = in.flag();
    var report =
        new RunReport(
            ending,
            new RunReport.Usage(cpu, wall, peak),
            new RunReport.Output(in.bytes(), in.bytes(), truncated),
            Optional.empty());
    in.end();
    return report;
  }
}
