package evalx.config;

import java.nio.file.Path;

/**
 * Hints for people who learn.
 *
 * @param folder of rules beside those of the build; it need not exist
 */
public record HintSettings(Path folder) {
  static HintSettings read(SettingsReader reader) {
    return new HintSettings(reader.path("HINTS_FOLDER"));
  }
}
