package evalx.dialect.judge0;

import evalx.config.Settings;
import evalx.submission.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Tells how a submission ended, to whoever asks and in callbacks alike. It needs the result alone,
 * because what was noted of a request may be as large as its body.
 */
@Singleton
class TellEnd {
  private final KnownLanguages languages;
  private final boolean strict;

  @Inject
  TellEnd(KnownLanguages languages, Settings settings) {
    this(languages, settings.http().dialects().strictJudge0());
  }

  TellEnd(KnownLanguages languages, boolean strict) {
    this.languages = languages;
    this.strict = strict;
  }

  boolean isStrict() {
    return strict;
  }

  View.End of(Result result) {
    return View.End.of(result, languages.compiles(result.subject().language()), strict);
  }
}
