package evalx.dialect.judge0;

import com.fasterxml.jackson.core.JsonProcessingException;
import evalx.config.Settings;
import evalx.dialect.WholeOutputs;
import evalx.format.Json;
import evalx.format.ResultReader;
import evalx.submission.Encoding;
import evalx.webhook.CallbackBody;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Writes callbacks as Judge0 does: its default fields, in base64 whatever the request asked. */
@Singleton
class Callback implements CallbackBody {
  private final KnownLanguages languages;
  private final WholeOutputs wholeOutputs;
  private final boolean strict;

  @Inject
  Callback(KnownLanguages languages, WholeOutputs wholeOutputs, Settings settings) {
    this(languages, wholeOutputs, settings.http().dialects().strictJudge0());
  }

  Callback(KnownLanguages languages, WholeOutputs wholeOutputs, boolean strict) {
    this.languages = languages;
    this.wholeOutputs = wholeOutputs;
    this.strict = strict;
  }

  @Override
  public byte[] of(byte[] json) {
    var result = wholeOutputs.of(ResultReader.read(json, Encoding.BASE64));
    var compiled =
        languages
            .entry(result.subject().language())
            .filter(KnownLanguages.Entry::compiled)
            .isPresent();
    var shown =
        new View.Shown(
            result.id(),
            Json.MAPPER.createObjectNode(),
            Optional.of(View.End.of(result, compiled, strict)),
            Status.IN_QUEUE);
    try {
      return Json.MAPPER.writeValueAsBytes(View.ofCallbacks().write(shown));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
