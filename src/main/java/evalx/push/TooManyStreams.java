package evalx.push;

/** No further stream may be opened at the moment. */
public final class TooManyStreams extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean ofClient;

  TooManyStreams(boolean ofClient) {
    super(ofClient ? "this client has too many streams" : "there are too many streams");
    this.ofClient = ofClient;
  }

  /** Whether one client has too many, and not all clients together. */
  public boolean ofClient() {
    return ofClient;
  }
}
