package evalx.format;

import evalx.language.MemorySize;
import evalx.submission.BoxLimits;
import java.time.Duration;
import java.util.Optional;

/** Reads what a request says of limits. */
final class ReadLimits {
  static final SubmissionRequest.Limits NONE =
      new SubmissionRequest.Limits(Optional.empty(), Optional.empty(), Optional.empty());

  private static final double NANOS = 1e9;

  private ReadLimits() {}

  /** What a command may take: a compiler, or a checker's program. */
  static SubmissionRequest.Limits ofCommand(Members members) {
    return new SubmissionRequest.Limits(
        members.number("timeout"), members.number("wall_timeout"), memory(members));
  }

  /** The same of the runs of a submission, which may also say what their boxes have. */
  static SubmissionRequest.Limits ofRuns(Members members) {
    var limits = ofCommand(members);
    return new SubmissionRequest.Limits(
        limits.timeout(),
        limits.wallTimeout(),
        limits.memory(),
        size(members, "output_limit", "16m"),
        new BoxLimits(
            members.integer("process_limit"),
            size(members, "disk_limit", "16m"),
            size(members, "stack_limit", "8m")));
  }

  private static Optional<Long> size(Members members, String name, String example) {
    return members.parsed(name, ReadLimits::bytes, "must be a size such as " + example);
  }

  static Optional<Long> memory(Members members) {
    return size(members, "memory", "256m");
  }

  private static Optional<Long> bytes(String size) {
    return MemorySize.parse(size).stream().boxed().findFirst();
  }

  static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * NANOS));
  }
}
