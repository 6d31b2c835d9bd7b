package evalx.submission;

import java.util.List;
import java.util.stream.Stream;

/** What some submissions need of a sandbox, and only native can do. */
public enum SandboxNeed {
  /** Joining a program with its interactor. */
  CONVERSATION("interactive problems", "checker.type", "interactive", "the sandbox native"),

  /** Giving the program of a checker data of the file store. */
  STORED_DATA(
      "programs that judge data of the file store",
      "checker.program",
      "which judges data of the file store,",
      "the sandbox native and /proc in boxes");

  private final String subject;
  private final String field;
  private final String value;
  private final String sandbox;

  SandboxNeed(String subject, String field, String value, String sandbox) {
    this.subject = subject;
    this.field = field;
    this.value = value;
    this.sandbox = sandbox;
  }

  /** What a submission needs; empty where any sandbox can run it. */
  public static List<SandboxNeed> of(Submission submission) {
    return Stream.of(values()).filter(need -> need.isOf(submission)).toList();
  }

  private boolean isOf(Submission submission) {
    return switch (this) {
      case CONVERSATION -> submission.judging().checker() instanceof Checker.Interactive;
      case STORED_DATA -> submission.judgesStoredData();
    };
  }

  /** Those that have it, in the plural. */
  public String subject() {
    return subject;
  }

  /** The field of a request that asks for it. */
  public String field() {
    return field;
  }

  /** What that field says. */
  public String value() {
    return value;
  }

  /** The sandbox that can do it. */
  public String sandbox() {
    return sandbox;
  }
}
