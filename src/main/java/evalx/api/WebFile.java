package evalx.api;

import evalx.submission.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file that browsers load.
 *
 * @param tag an HTTP entity tag: another for other contents
 * @param caching how long a browser may use it without asking
 * @param gzipped the same contents, which are sent to clients that take gzip
 */
record WebFile(String type, String tag, String caching, byte[] contents, byte[] gzipped) {
  private static final String LIBRARIES = "/webjars/";
  private static final String HTML = "text/html;charset=utf-8";

  /** Servers know different names for types, and modules run only under a right one. */
  private static final Map<String, String> TYPES =
      Map.of(
          ".html", HTML,
          ".js", "text/javascript;charset=utf-8",
          ".css", "text/css;charset=utf-8",
          ".svg", "image/svg+xml",
          ".sh", "text/plain;charset=utf-8",
          ".py", "text/plain;charset=utf-8",
          ".mjs", "text/plain;charset=utf-8",
          ".java", "text/plain;charset=utf-8");

  /** A library's path names its version, so it never changes. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final String ASK_FIRST = "no-cache";

  static WebFile of(String path, byte[] contents) {
    return new WebFile(
        type(path),
        tag(contents),
        path.startsWith(LIBRARIES) ? FOR_EVER : ASK_FIRST,
        contents,
        gzip(contents));
  }

  boolean isPage() {
    return type.equals(HTML);
  }

  String text() {
    return new String(contents, StandardCharsets.UTF_8);
  }

  private static String type(String path) {
    var dot = path.lastIndexOf('.');
    return TYPES.getOrDefault(dot < 0 ? "" : path.substring(dot), "application/octet-stream");
  }

  private static String tag(byte[] contents) {
    return "W/\"" + HexFormat.of().formatHex(Sha256.of(contents), 0, 8) + '"';
  }

  private static byte[] gzip(byte[] contents) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(contents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
