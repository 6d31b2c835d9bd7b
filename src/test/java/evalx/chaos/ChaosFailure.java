package evalx.chaos;

/** Why a run could not be made or finished, in a sentence for its user. */
final class ChaosFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  ChaosFailure(String message) {
    super(message);
  }

  ChaosFailure(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
