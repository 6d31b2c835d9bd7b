package evalx.language;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Memory sizes as people write them: {@code 256m}, {@code 1g}, {@code 65536k}. */
public final class MemorySize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,7})([kmg])");

  private MemorySize() {}

  /** The bytes a text means; empty when it has another form. */
  public static OptionalLong parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      return OptionalLong.empty();
    }
    var unit =
        switch (match.group(2)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          default -> 1L << 30;
        };
    return OptionalLong.of(Long.parseLong(match.group(1)) * unit);
  }
}
