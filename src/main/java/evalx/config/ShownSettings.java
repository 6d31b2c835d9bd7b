package evalx.config;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings of this node as operators may see them: without secrets. */
@Singleton
public class ShownSettings {
  private static final Pattern USER_INFO = Pattern.compile("://[^/@]*@");
  private static final Pattern PARAMETER =
      Pattern.compile("([?&;][^=&;]*(?:assword|ecret)[^=&;]*=)[^&;]*");

  private final SettingsReader reader;

  ShownSettings() {
    this(new ServerConfig());
  }

  /**
   * @param lookup the value set for a name, or null where none is set
   */
  ShownSettings(UnaryOperator<String> lookup) {
    this.reader = new SettingsReader(lookup);
  }

  /**
   * A setting.
   *
   * @param value as it holds; a mask in the place of a secret, and empty where none is set
   * @param standard what holds unless it is set
   */
  public record Shown(
      String name, String value, String standard, boolean changed, boolean secret) {}

  /** All settings by their names. */
  public List<Shown> all(Settings settings) {
    return SettingsReader.defaults().stringPropertyNames().stream()
        .filter(name -> name.equals(name.toUpperCase(Locale.ROOT)))
        .sorted()
        .map(name -> shown(name, settings))
        .toList();
  }

  private Shown shown(String name, Settings settings) {
    var value = reader.text(name);
    var standard = SettingsReader.defaults().getProperty(name, "");
    var secret = SecretTexts.isSecret(name) || name.equals("API_TOKENS");
    return new Shown(
        name, shown(name, value, settings), standard, !value.equals(standard.strip()), secret);
  }

  private static String shown(String name, String value, Settings settings) {
    if (name.equals("API_TOKENS")) {
      return settings.access().apiTokens().stream()
          .map(
              token ->
                  token.name()
                      + " ("
                      + String.join(", ", token.scopes().stream().sorted().toList())
                      + ")")
          .collect(Collectors.joining("; "));
    }
    if (SecretTexts.isSecret(name)) {
      return value.isEmpty() ? "" : SecretTexts.MASK;
    }
    var masked = USER_INFO.matcher(value).replaceAll("://" + SecretTexts.MASK + "@");
    return PARAMETER.matcher(masked).replaceAll("$1" + SecretTexts.MASK);
  }
}
