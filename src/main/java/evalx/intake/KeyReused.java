package evalx.intake;

/** An idempotency key that came with another request before. */
public final class KeyReused extends RuntimeException {
  private static final long serialVersionUID = 1;

  KeyReused() {
    super("the idempotency key came with another request before");
  }
}
