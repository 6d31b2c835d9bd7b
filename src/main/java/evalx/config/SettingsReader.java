package evalx.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads settings by name, each as its type and checked. */
final class SettingsReader {
  private static final String DEFAULTS = "/META-INF/microprofile-config.properties";

  private final UnaryOperator<String> lookup;
  private final Properties defaults;
  private final Set<String> read = new HashSet<>();

  /**
   * @param lookup the value set for a name, or null where none is set
   */
  SettingsReader(UnaryOperator<String> lookup) {
    this.lookup = lookup;
    this.defaults = defaults();
  }

  static Properties defaults() {
    try (InputStream in = SettingsReader.class.getResourceAsStream(DEFAULTS)) {
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

  /** A value that the server itself sets; null where it does not. */
  @Nullable String foreign(String name) {
    return lookup.apply(name);
  }

  Optional<String> optional(String name) {
    return Optional.of(text(name)).filter(value -> !value.isEmpty());
  }

  int number(String name, int min, int max) {
    var text = text(name);
    try {
      var value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the sentence below says it all
    }
    throw bad(name, "must be a whole number from " + min + " to " + max, text);
  }

  /** The same; empty where nothing is set. */
  OptionalInt optionalNumber(String name, int min, int max) {
    return text(name).isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(name, min, max));
  }

  Duration seconds(String name, int min, int max) {
    return Duration.ofSeconds(number(name, min, max));
  }

  boolean flag(String name) {
    var text = text(name);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(name, "must be true or false", text);
    };
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    return choice(name, text(name), type);
  }

  /** Each of a list with commas. */
  <E extends Enum<E>> Set<E> choices(String name, Class<E> type) {
    return list(name).stream()
        .map(text -> choice(name, text, type))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <E extends Enum<E>> E choice(String name, String text, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    var words = Stream.of(type.getEnumConstants()).map(SettingsReader::word).toList();
    throw bad(name, "must be one of " + String.join(", ", words), text);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static BadSetting bad(String name, String must, String text) {
    return new BadSetting(name, must + ", but is '" + text + "'");
  }

  Path path(String name) {
    return Path.of(text(name)).toAbsolutePath();
  }

  /** A file that this process may read, if one is named. */
  Optional<Path> readableFile(String name) {
    var file = optional(name).map(text -> path(name));
    file.filter(path -> !Files.isReadable(path))
        .ifPresent(
            path -> {
              throw new BadSetting(name, "cannot be read: " + path);
            });
    return file;
  }

  /** The authorities of a file in PEM, if one is named. */
  Optional<Authorities> authorities(String name) {
    return readableFile(name).map(file -> Authorities.read(name, file));
  }

  /** The parts of a list with commas, without white space around them. */
  List<String> list(String name) {
    return Stream.of(text(name).split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }

  /** A list of addresses and networks. */
  List<Network> networks(String name) {
    return list(name).stream().map(text -> network(name, text)).toList();
  }

  private static Network network(String name, String text) {
    return Network.parse(text)
        .orElseThrow(
            () -> new BadSetting(name, "must be addresses or networks such as 10.0.0.0/8"));
  }

  /**
   * A URI with a host. It may hold a password, so that a wrong one is not repeated.
   *
   * @param schemes of which it must have one
   */
  URI uri(String name, String text, String... schemes) {
    try {
      var uri = URI.create(text);
      if (List.of(schemes).contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // the sentence below says it all
    }
    throw new BadSetting(name, "must look like " + schemes[0] + "://host:port");
  }
}
