package evalx.api;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header in which a client names the encodings it takes, as RFC 9110, 12.5.3, defines it. */
final class AcceptEncoding {
  private static final Pattern REFUSED = Pattern.compile("\\s*q\\s*=\\s*0(\\.0*)?\\s*");

  private AcceptEncoding() {}

  /** Whether gzip is among them. */
  static boolean allowsGzip(@Nullable String header) {
    var any = false;
    for (var item : (header == null ? "" : header).split(",", -1)) {
      var parts = item.split(";", 2);
      var allowed = parts.length == 1 || !REFUSED.matcher(parts[1]).matches();
      switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
        case "gzip", "x-gzip" -> {
          return allowed;
        }
        case "*" -> any = allowed;
        default -> {
          // another encoding
        }
      }
    }
    return any;
  }
}
