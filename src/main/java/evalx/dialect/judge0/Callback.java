package evalx.dialect.judge0;

import com.fasterxml.jackson.core.JsonProcessingException;
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
  private final TellEnd tellEnd;
  private final WholeOutputs wholeOutputs;

  @Inject
  Callback(TellEnd tellEnd, WholeOutputs wholeOutputs) {
    this.tellEnd = tellEnd;
    this.wholeOutputs = wholeOutputs;
  }

  @Override
  public byte[] of(byte[] json) {
    var result = wholeOutputs.of(ResultReader.read(json, Encoding.BASE64));
    var shown =
        new View.Shown(
            result.id(),
            Json.MAPPER.createObjectNode(),
            Optional.of(tellEnd.of(result)),
            Status.IN_QUEUE);
    try {
      return Json.MAPPER.writeValueAsBytes(View.ofCallbacks().write(shown));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
