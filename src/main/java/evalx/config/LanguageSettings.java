package evalx.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which languages there are and which of them this node offers.
 *
 * @param offered ids, or "core", or "all" of those whose tools are installed
 * @param folder of entries beside those of the build; it need not exist
 */
public record LanguageSettings(Set<String> offered, Path folder) {
  static LanguageSettings read(SettingsReader reader) {
    var offered =
        Arrays.stream(reader.text("LANGUAGES").split(",", -1))
            .map(String::strip)
            .collect(Collectors.toUnmodifiableSet());
    if (!offered.stream().allMatch(name -> name.matches("[a-z0-9+#]{1,32}"))) {
      throw new BadSetting("LANGUAGES", "must be all, core, or ids separated by commas");
    }
    return new LanguageSettings(offered, reader.path("LANGUAGES_FOLDER"));
  }
}
