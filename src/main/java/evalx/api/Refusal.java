package evalx.api;

import evalx.format.Problem;

/** Ends a request with a problem. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /** For a moment only: 503, with the time after which to try again. */
  static Refusal later(String title, String detail) {
    return new Refusal(Problem.of(503, title, detail));
  }

  Problem problem() {
    return problem;
  }
}
