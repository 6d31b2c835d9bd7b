package evalx.history;

/** History is asked for, and this node keeps none. */
public final class HistoryOff extends RuntimeException {
  private static final long serialVersionUID = 1;

  public HistoryOff() {
    super("history is off; HISTORY=true or DATABASE_URL turns it on");
  }
}
