package evalx.push;

/** A caller was given so many tickets in a minute that it gets no more for now. */
public final class TooManyTickets extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int max;

  TooManyTickets(int max) {
    super("more than " + max + " tickets in a minute");
    this.max = max;
  }

  public int max() {
    return max;
  }
}
