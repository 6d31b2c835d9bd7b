package evalx.advice;

/** The model gave no answer that can be used; the message says why, for operators. */
final class ModelFailed extends Exception {
  private static final long serialVersionUID = 1;

  ModelFailed(String reason) {
    super(reason);
  }

  ModelFailed(String reason, Throwable cause) {
    super(reason, cause);
  }
}
