package evalx.completion;

/** Something that the end of a submission causes; to repeat it does no harm. */
interface Effect {
  /**
   * Causes it.
   *
   * @throws RuntimeException when that cannot be done now and is to be tried again
   */
  void apply(Ended ended);
}
