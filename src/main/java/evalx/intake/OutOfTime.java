package evalx.intake;

/** A part of the service works too slowly for the request to be answered in time. */
public final class OutOfTime extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutOfTime(String message) {
    super(message);
  }
}
