package evalx.intake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the name of a file may be: a path in any script that stays in the program's folder. The
 * bounds are those of the sandbox's protocol.
 */
public final class FileName {
  private static final int MAX_BYTES = 511;
  private static final int MAX_PARTS = 16;
  private static final int MAX_PART_BYTES = 255;
  private static final String SEPARATOR = "/";

  private FileName() {}

  /** What is wrong with a name; empty where nothing is. */
  public static Optional<String> fault(String name) {
    var parts = parts(name);
    if (parts.stream().anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
      return Optional.of("must be a relative path without empty parts, '.' and '..'");
    } else if (name.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return Optional.of("must have no control characters, and be Unicode");
    } else if (bytes(name) > MAX_BYTES
        || parts.size() > MAX_PARTS
        || parts.stream().anyMatch(part -> bytes(part) > MAX_PART_BYTES)) {
      return Optional.of(
          "must have at most %d bytes of UTF-8 and %d parts, each of at most %d bytes"
              .formatted(MAX_BYTES, MAX_PARTS, MAX_PART_BYTES));
    }
    return Optional.empty();
  }

  /** The folders that a file is in. */
  static Stream<String> folders(String name) {
    var parts = parts(name);
    return IntStream.range(1, parts.size())
        .mapToObj(count -> String.join(SEPARATOR, parts.subList(0, count)));
  }

  private static List<String> parts(String name) {
    return Arrays.asList(name.split(SEPARATOR, -1));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
