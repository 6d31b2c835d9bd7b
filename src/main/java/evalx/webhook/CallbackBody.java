package evalx.webhook;

/** What receivers get that know Judge0's callbacks. */
public interface CallbackBody {
  /**
   * The body of a callback.
   *
   * @param result as JSON, in base64 as those of all dialects are
   * @return JSON in UTF-8
   */
  byte[] of(byte[] result);
}
