package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.Content;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Spool;
import evalx.submission.Usage;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A request to run and its report in the protocol's frames. */
final class RunFrames {
  private static final int COLLECT = 1;
  private static final int WITH_ARTIFACT = 2;
  private static final int FILL = 4;
  private static final int JOIN = 8;
  private static final int STORED_STDIN = 16;
  private static final int LIVE = 32;
  private static final int WARM = 64;
  private static final int GIVEN = 128;
  private static final int SECOND = 8;
  private static final int STARTED_WARM = 16;
  private static final int BEYOND_MACHINE = 32;

  private RunFrames() {}

  /**
   * What the daemon tells of a run.
   *
   * @param second of a joined run: whether the other one had ended before
   * @param warm whether its interpreter was running already
   */
  record Told(RunReport report, boolean second, boolean warm) {}

  /** A request whose stdin goes with it. */
  static void put(FrameWriter out, RunRequest request, Optional<Joint> joint) throws IOException {
    var large = request.largeStdin();
    var size = large.map(Content::size).orElse((long) request.stdin().length);
    put(out, request, new Source(joint, Optional.empty(), false), size);
    if (large.isPresent()) {
      try (var in = large.get().open()) {
        out.putBlob(in, size);
      }
    } else {
      out.putBlob(request.stdin());
    }
  }

  /** A request whose stdin the daemon has in its store. */
  static void put(FrameWriter out, RunRequest request, ArtifactId stdin) throws IOException {
    put(out, request, new Source(Optional.empty(), Optional.of(stdin), false), 0);
  }

  /** A request whose stdin comes while it runs. */
  static void putLive(FrameWriter out, RunRequest request) throws IOException {
    put(out, request, new Source(Optional.empty(), Optional.empty(), true), 0);
  }

  /** Where stdin comes from; where none of these is, it goes with the request. */
  private record Source(Optional<Joint> joint, Optional<ArtifactId> stored, boolean live) {
    int flags() {
      return (joint.isPresent() ? JOIN : 0)
          | (stored.isPresent() ? STORED_STDIN : 0)
          | (live ? LIVE : 0);
    }
  }

  private static void put(FrameWriter out, RunRequest request, Source source, long stdinSize)
      throws IOException {
    out.begin(Frames.RUN);
    put(out, request.limits());
    out.putByte(
        (request.folder().collected() ? COLLECT : 0)
            | (request.artifact().isPresent() ? WITH_ARTIFACT : 0)
            | (request.folder().filled() ? FILL : 0)
            | source.flags()
            | (request.invocation().modules().isPresent() ? WARM : 0)
            | (request.files().isEmpty() ? 0 : GIVEN));
    request.artifact().ifPresent(out::putId);
    source
        .joint()
        .ifPresent(
            pair -> {
              out.putByte(pair.listens() ? 1 : 0);
              out.putBytes(pair.name());
            });
    source.stored().ifPresent(out::putId);
    putFiles(out, request.files());
    out.putLong(stdinSize);
    putStrings(out, request.command());
    putStrings(
        out,
        request.environment().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .toList());
    request.invocation().modules().ifPresent(modules -> putStrings(out, modules));
    out.end();
  }

  private static void putFiles(FrameWriter out, List<Content> files) {
    if (!files.isEmpty()) {
      out.putByte(files.size());
      files.stream().map(StoredFiles::id).forEach(out::putId);
    }
  }

  private static void put(FrameWriter out, RunLimits limits) {
    out.putLong(micros(limits.cpu()));
    out.putLong(micros(limits.wall()));
    out.putLong(limits.memoryBytes());
    out.putLong(limits.stdoutBytes());
    out.putLong(limits.stderrBytes());
    out.putLong(limits.diskBytes());
    out.putLong(limits.stackBytes());
    out.putLong(limits.processes());
  }

  /** At least the daemon's minimum of a millisecond; a job's remaining budget may be less. */
  private static long micros(Duration time) {
    return Math.max(1000, time.toNanos() / 1000);
  }

  private static void putStrings(FrameWriter out, List<String> strings) {
    out.putShort(strings.size());
    strings.forEach(out::putString);
  }

  /**
   * Reads a report.
   *
   * @param spool for a large stdout; empty: it is held in memory
   */
  static Told takeReport(FrameReader in, RunLimits limits, Optional<Spool> spool)
      throws IOException {
    int ending = in.takeByte();
    int value = in.takeInt();
    in.takeByte(); // all exceeded limits; the ending names the one that counts
    var cpu = Duration.ofNanos(in.takeLong() * 1000);
    var wall = Duration.ofNanos(in.takeLong() * 1000);
    long peakKib = in.takeLong();
    in.takeByte(); // how the peak was measured, which the hello says too
    int flags = in.takeByte();
    var collected = in.takeId();
    long stdoutSize = in.takeLong();
    long stderrSize = in.takeLong();
    if (stdoutSize > limits.stdoutBytes() || stderrSize > limits.stderrBytes()) {
      throw new ProtocolException("more output than the limits allow");
    }
    try (var draft = new OutputDraft(spool)) {
      in.takeBlob(stdoutSize, draft);
      var stderr = in.takeBlob(stderrSize);
      var stdout = draft.finish();
      var report =
          new RunReport(
              ending(ending, value),
              new Usage(cpu, wall, peakKib),
              new RunReport.Output(stdout.bytes(), stderr, (flags & 2) != 0, stdout.spooled()),
              (flags & 4) != 0 ? Optional.of(collected) : Optional.empty(),
              (flags & BEYOND_MACHINE) != 0);
      return new Told(report, (flags & SECOND) != 0, (flags & STARTED_WARM) != 0);
    }
  }

  private static Ending ending(int kind, int value) throws ProtocolException {
    return switch (kind) {
      case 0 -> new Ending.Exited(value);
      case 1 -> new Ending.Signalled(value);
      case 2 -> new Ending.LimitExceeded(limit(value));
      case 3 -> new Ending.NotStarted(reason(value));
      default -> throw new ProtocolException("unknown ending " + kind);
    };
  }

  private static Limit limit(int value) throws ProtocolException {
    return switch (value) {
      case 0 -> Limit.OUTPUT;
      case 1 -> Limit.MEMORY;
      case 2 -> Limit.CPU;
      case 3 -> Limit.WALL;
      default -> throw new ProtocolException("unknown limit " + value);
    };
  }

  /** What Linux calls the errors of execve(2) that a command or its file can cause. */
  private static String reason(int errno) {
    return switch (errno) {
      case 1 -> "Operation not permitted";
      case 2 -> "No such file or directory";
      case 7 -> "Argument list too long";
      case 8 -> "Exec format error";
      case 13 -> "Permission denied";
      case 20 -> "Not a directory";
      case 22 -> "Invalid argument";
      case 26 -> "Text file busy";
      case 36 -> "File name too long";
      case 40 -> "Too many levels of symbolic links";
      default -> "error " + errno;
    };
  }
}
