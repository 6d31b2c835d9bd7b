package evalx.intake;

/** A live run that this node does not begin; the message says why. */
public final class LiveRunRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LiveRunRefused(String message) {
    super(message);
  }
}
