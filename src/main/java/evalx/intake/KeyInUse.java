package evalx.intake;

/** The same request with the same idempotency key is still being answered, here or elsewhere. */
public final class KeyInUse extends RuntimeException {
  private static final long serialVersionUID = 1;

  KeyInUse() {
    super("a request with the same idempotency key is still being answered");
  }
}
