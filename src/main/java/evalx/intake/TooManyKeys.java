package evalx.intake;

/** A caller has used so many idempotency keys in an hour that no more answers are kept for it. */
public final class TooManyKeys extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int max;

  TooManyKeys(int max) {
    super("more than " + max + " idempotency keys in an hour");
    this.max = max;
  }

  public int max() {
    return max;
  }
}
