package evalx.result;

/**
 * The result store has no room for another submission. What was accepted before goes on, or waits
 * while it is nearly full, and there is room again when results have expired.
 */
public final class StoreFull extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreFull() {
    super("the result store is full");
  }
}
