package evalx.cache;

import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.submission.Usage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/** The outcome of a run as it lies in the cache. */
final class RunEntry {
  /** Bytes of stdout and stderr together; all of it is judged, so more is not kept at all. */
  static final int MAX_OUTPUT = 256 << 10;

  private static final int MAX_PLAIN = MAX_OUTPUT + 256;

  /** What does not shrink grows a little. */
  static final int MAX_PACKED = MAX_PLAIN + MAX_PLAIN / 256 + 64;

  private static final int FORMAT = 0x52550003;
  private static final int MAX_CODE = 255;
  private static final int MAX_SIGNAL = 64;

  /** More than an hour in nanoseconds, and than a machine's memory in KiB. */
  private static final long MAX_FIGURE = 1L << 42;

  private static final int SIGKILL = 9;

  private RunEntry() {}

  /**
   * Not a run that exceeded a limit, or printed too much; nor one that was killed, as a host does
   * that runs out of memory; nor one that asked for more memory than this machine has; nor one that
   * did not start.
   */
  static boolean keeps(RunReport report) {
    return !(report.ending() instanceof Ending.LimitExceeded)
        && !(report.ending() instanceof Ending.NotStarted)
        && !report.ending().equals(new Ending.Signalled(SIGKILL))
        && !report.beyondMachine()
        && report.output().spooled().isEmpty()
        && report.stdout().length + report.stderr().length <= MAX_OUTPUT;
  }

  static byte[] write(RunReport report) {
    return Entry.write(
        FORMAT,
        out -> {
          out.writeBoolean(report.ending() instanceof Ending.Signalled);
          out.writeInt(code(report.ending()));
          figures(out, report.usage().figures());
          out.writeBoolean(report.stderrTruncated());
          Entry.bytes(out, report.stdout());
          Entry.bytes(out, report.stderr());
        });
  }

  private static int code(Ending ending) {
    if (ending instanceof Ending.Signalled signalled) {
      return signalled.signal();
    }
    if (ending instanceof Ending.Exited exited) {
      return exited.code();
    }
    throw new IllegalStateException("not kept: " + ending);
  }

  static RunReport read(byte[] packed) throws IOException {
    return Entry.read(FORMAT, packed, MAX_PLAIN, RunEntry::read);
  }

  private static RunReport read(DataInputStream in) throws IOException {
    var ending = ending(in);
    var usage = Usage.of(figures(in));
    var truncated = in.readBoolean();
    var output = new RunReport.Output(Entry.bytes(in), Entry.bytes(in), truncated);
    return new RunReport(ending, usage, output, Optional.empty());
  }

  private static void figures(DataOutputStream out, long[] figures) throws IOException {
    out.writeInt(figures.length);
    for (long figure : figures) {
      out.writeLong(figure);
    }
  }

  /** An entry of a version with other figures is unknown. */
  private static long[] figures(DataInputStream in) throws IOException {
    int known = Usage.NONE.figures().length;
    var figures = new long[(int) Entry.number(in.readInt(), known, known)];
    for (int i = 0; i < known; i++) {
      figures[i] = Entry.number(in.readLong(), 0, MAX_FIGURE);
    }
    return figures;
  }

  private static Ending ending(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? new Ending.Signalled((int) Entry.number(in.readInt(), 1, MAX_SIGNAL))
        : new Ending.Exited((int) Entry.number(in.readInt(), 0, MAX_CODE));
  }
}
