package evalx.work;

/** An outage lasts longer than a job in hand may wait, or comes back too many times. */
class OutageTooLong extends Exception {
  private static final long serialVersionUID = 1;

  OutageTooLong(RuntimeException outage) {
    super(outage.getMessage(), outage);
  }
}
