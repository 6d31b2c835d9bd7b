package evalx.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Where setting values come from, with typed and checked access to each. */
final class Source {
  private static final String DEFAULTS = "/META-INF/microprofile-config.properties";

  private final UnaryOperator<String> lookup;
  private final Properties defaults;
  private final Set<String> read = new HashSet<>();

  /**
   * @param lookup the value set for a name, or null where none is set
   */
  Source(UnaryOperator<String> lookup) {
    this.lookup = lookup;
    this.defaults = defaults();
  }

  /** System properties over environment variables: what MicroProfile Config does by default. */
  static String ofProcess(String name) {
    var property = System.getProperty(name);
    return property != null ? property : System.getenv(name);
  }

  static Properties defaults() {
    try (InputStream in = Source.class.getResourceAsStream(DEFAULTS)) {
      var properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names asked for so far. */
  Set<String> read() {
    return Set.copyOf(read);
  }

  String text(String name) {
    read.add(name);
    var value = lookup.apply(name);
    if (isSet(name, value)) {
      return value.strip();
    }
    var file = lookup.apply(name + "_FILE");
    return file == null || file.isBlank()
        ? defaults.getProperty(name, "")
        : contents(name, file.strip());
  }

  private boolean isSet(String name, String value) {
    return value != null
        && !value.isBlank()
        && !value.strip().equals(defaults.getProperty(name, "").strip());
  }

  private static String contents(String name, String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new BadSetting(name + "_FILE", "cannot be read: " + file);
    }
  }

  Optional<String> optional(String name) {
    return Optional.of(text(name)).filter(value -> !value.isEmpty());
  }

  int number(String name, int least, int most) {
    var text = text(name);
    try {
      var value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the sentence below says it all
    }
    throw new BadSetting(
        name, "must be a whole number from " + least + " to " + most + ", not '" + text + "'");
  }

  boolean flag(String name) {
    var text = text(name);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadSetting(name, "must be true or false, not '" + text + "'");
    };
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    var text = text(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(java.util.Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw new BadSetting(
        name,
        "must be one of "
            + java.util.Arrays.toString(type.getEnumConstants()).toLowerCase(java.util.Locale.ROOT)
            + ", not '"
            + text
            + "'");
  }
}
