package evalx.api;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pages of the web application with what belongs to them, as they are in its archive. */
final class WebFiles {
  private static final Set<String> HIDDEN = Set.of("/WEB-INF/", "/META-INF/");
  private static final String PAGE = ".html";
  private static final String INDEX = "/index.html";

  private final Map<String, WebFile> files = new HashMap<>();

  private WebFiles() {}

  /**
   * A file.
   *
   * @param tag an HTTP entity tag: another for other contents
   */
  record WebFile(String type, String tag, byte[] contents) {}

  static WebFiles of(ServletContext context) {
    var files = new WebFiles();
    files.addFolder(context, "/");
    return files;
  }

  private void addFolder(ServletContext context, String folder) {
    var paths = context.getResourcePaths(folder);
    for (String path : paths == null ? Set.<String>of() : paths) {
      if (!path.endsWith("/")) {
        add(path, read(context, path));
      } else if (!HIDDEN.contains(path)) {
        addFolder(context, path);
      }
    }
  }

  /** A page is found without the end of its name, an index by its folder too. */
  private void add(String path, WebFile file) {
    files.put(path, file);
    if (path.endsWith(PAGE)) {
      files.put(path.substring(0, path.length() - PAGE.length()), file);
    }
    if (path.endsWith(INDEX)) {
      files.put(path.substring(0, path.length() - INDEX.length() + 1), file);
    }
  }

  private static WebFile read(ServletContext context, String path) {
    try (var in = context.getResourceAsStream(path)) {
      var contents = in.readAllBytes();
      return new WebFile(type(context.getMimeType(path)), tag(contents), contents);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private static String type(String known) {
    if (known == null) {
      return "application/octet-stream";
    }
    return known.startsWith("text/") && !known.contains(";") ? known + ";charset=utf-8" : known;
  }

  private static String tag(byte[] contents) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(contents);
      return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The path of a request within the web application, decoded. */
  static String path(HttpServletRequest request) {
    var rest = request.getPathInfo();
    return request.getServletPath() + (rest == null ? "" : rest);
  }

  /** The file at a path. */
  Optional<WebFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
