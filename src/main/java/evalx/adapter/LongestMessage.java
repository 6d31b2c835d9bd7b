package evalx.adapter;

/** How long a message may be. It needs no class of JMS, which an Artemis of its own has not. */
final class LongestMessage {
  /** Artemis writes text as UTF-16: at most two bytes for each byte of UTF-8. */
  private static final int TEXT_OVERHEAD = 2;

  /** For what a job's message holds beside the submission. */
  private static final int ENVELOPE_BYTES = 256 << 10;

  private LongestMessage() {}

  /**
   * The longest body that a listener can read, in bytes as the broker has it.
   *
   * @param maxBodyBytes of a submission, in UTF-8
   */
  static long bytes(int maxBodyBytes) {
    return (long) TEXT_OVERHEAD * maxBodyBytes + ENVELOPE_BYTES;
  }
}
