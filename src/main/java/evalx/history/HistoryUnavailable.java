package evalx.history;

/** The database of the history does not answer now; the same question may be answered later. */
public final class HistoryUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public HistoryUnavailable(String message) {
    super(message);
  }

  HistoryUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
