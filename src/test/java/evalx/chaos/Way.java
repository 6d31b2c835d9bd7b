package evalx.chaos;

/** How a client hears of the end of its submission. */
enum Way {
  POLL,
  LONG_POLL,
  EVENTS,
  EXECUTE,
  WEBHOOK;

  /** The way of a task: each program comes by each way. */
  static Way of(int number) {
    return values()[number / 10 % values().length];
  }
}
