package evalx.sandbox;

import java.util.regex.Pattern;

/** Names an artifact by the SHA-256 of its files, in 64 lower-case hexadecimal digits. */
public record ArtifactId(String sha256) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public ArtifactId {
    if (!FORM.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
  }
}
