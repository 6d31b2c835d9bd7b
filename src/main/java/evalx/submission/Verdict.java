package evalx.submission;

/** How a submission or a test case ended. */
public enum Verdict {
  ACCEPTED("Accepted"),
  WRONG_ANSWER("Wrong Answer"),
  TIME_LIMIT_EXCEEDED("Time Limit Exceeded"),
  MEMORY_LIMIT_EXCEEDED("Memory Limit Exceeded"),
  OUTPUT_LIMIT_EXCEEDED("Output Limit Exceeded"),
  COMPILATION_ERROR("Compilation Error"),
  SEGMENTATION_FAULT("Runtime Error (SIGSEGV)"),
  ARITHMETIC_ERROR("Runtime Error (SIGFPE)"),
  ABORTED("Runtime Error (SIGABRT)"),
  FILE_SIZE_EXCEEDED("Runtime Error (SIGXFSZ)"),
  NON_ZERO_EXIT("Runtime Error (NZEC)"),
  OTHER_RUNTIME_ERROR("Runtime Error (Other)"),
  SKIPPED("Skipped"),
  CANCELLED("Cancelled"),
  EXPIRED("Expired"),
  REJECTED("Rejected"),
  /** A checker's program failed: its author must see to it, not that of the submission. */
  CHECKER_ERROR("Checker Error"),
  INTERNAL_ERROR("Internal Error");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** The text that clients read. */
  public String label() {
    return label;
  }
}
