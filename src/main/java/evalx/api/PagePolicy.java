package evalx.api;

import evalx.submission.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a page may load and run, as Content Security Policy, level 3, defines it: its own files, the
 * import map in it by hash, and styles made by a script that knows the nonce of this answer.
 */
final class PagePolicy {
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  /** Where a page wants to have the nonce. */
  private static final String NONCE = "{nonce}";

  private static final int NONCE_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String nonce = nonce();
  private final String html;

  PagePolicy(String html) {
    this.html = html;
  }

  /** The page with the nonce of this answer. */
  byte[] page() {
    return html.replace(NONCE, nonce).getBytes(StandardCharsets.UTF_8);
  }

  String header() {
    return "default-src 'none'; script-src 'self'"
        + importMapHash()
        + "; style-src 'self' 'nonce-"
        + nonce
        + "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'";
  }

  private String importMapHash() {
    var map = IMPORT_MAP.matcher(html);
    return map.find() ? " 'sha256-" + sha256(map.group(1)) + "'" : "";
  }

  private static String sha256(String text) {
    return Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String nonce() {
    var bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
