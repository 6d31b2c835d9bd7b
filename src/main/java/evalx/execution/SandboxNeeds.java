package evalx.execution;

import evalx.sandbox.Sandbox;
import evalx.submission.Checker;
import evalx.submission.Submission;
import java.util.Optional;

/** What submissions need of a sandbox that not every one can do. */
public final class SandboxNeeds {
  private SandboxNeeds() {}

  /** What a submission needs and a sandbox cannot do; empty where it can do all. */
  public static Optional<String> unmet(Submission submission, Sandbox sandbox) {
    if (submission.judging().checker() instanceof Checker.Interactive && !sandbox.converses()) {
      return Optional.of("interactive problems need the sandbox native");
    }
    return submission.judgesStoredData() && !sandbox.givesFiles()
        ? Optional.of(
            "programs that judge data of the file store need the sandbox native and /proc in boxes")
        : Optional.empty();
  }
}
