package evalx.intake;

/** Too many jobs of the caller have not ended. */
public final class QuotaExceeded extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int max;

  QuotaExceeded(int max) {
    super("the caller has " + max + " jobs that have not ended");
    this.max = max;
  }

  /** How many there may be. */
  public int max() {
    return max;
  }
}
