package evalx.history;

import java.time.Instant;

/**
 * How a submission began.
 *
 * @param language its id in the table of languages
 * @param testCases how many were submitted
 * @param queued to the microsecond
 */
public record Origin(String language, int testCases, Instant queued) {
  static final int MAX_LANGUAGE_CHARS = 64;

  public Origin {
    language = CleanText.of(language, MAX_LANGUAGE_CHARS);
    queued = Micros.of(queued);
  }
}
