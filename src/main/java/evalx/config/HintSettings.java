package evalx.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Hints for people who learn.
 *
 * @param folder of rules beside those of the build; it need not exist
 * @param model that is asked for a hint too; empty: none is
 */
public record HintSettings(Path folder, Optional<Model> model) {
  /**
   * A language model behind an API of chat completions.
   *
   * @param url to which requests are posted
   * @param name of the model
   * @param key that requests carry, where the API wants one
   * @param sendCode whether it may read programs and what they print
   * @param timeout of a question as a whole
   */
  public record Model(
      URI url, String name, Optional<String> key, boolean sendCode, Duration timeout) {
    /** Without the key. */
    @Override
    public String toString() {
      return name + " at " + url;
    }
  }

  static HintSettings read(SettingsReader reader, HistorySettings history) {
    var folder = reader.path("HINTS_FOLDER");
    var url = reader.optional("HINTS_LLM_URL");
    var name = reader.optional("HINTS_LLM_MODEL");
    var key = reader.optional("HINTS_LLM_KEY");
    var sendCode = reader.flag("HINTS_LLM_SEND_CODE");
    var timeout = reader.seconds("HINTS_LLM_TIMEOUT", 1, 120);
    if (url.isEmpty()) {
      return new HintSettings(folder, Optional.empty());
    }
    if (sendCode && !history.isOn()) {
      throw new BadSetting(
          "HINTS_LLM_SEND_CODE", "needs HISTORY, because nothing else keeps programs");
    }
    var base = reader.uri("HINTS_LLM_URL", url.get(), "http", "https").toString();
    return new HintSettings(
        folder,
        Optional.of(
            new Model(
                URI.create(base.replaceAll("/+$", "") + "/chat/completions"),
                name.orElseThrow(
                    () -> new BadSetting("HINTS_LLM_MODEL", "is needed with HINTS_LLM_URL")),
                key,
                sendCode,
                timeout)));
  }
}
