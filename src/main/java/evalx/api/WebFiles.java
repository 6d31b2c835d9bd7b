package evalx.api;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pages of the web application with what belongs to them, as they are in its archive and in the
 * WebJars below it. A file is read when it is first asked for.
 */
final class WebFiles {
  private static final Set<String> HIDDEN = Set.of("/WEB-INF/", "/META-INF/");
  private static final String PAGE = ".html";
  private static final String INDEX = "/index.html";

  /** What pages use of the libraries; the rest of these archives is theirs. */
  private static final Set<String> OF_LIBRARIES = Set.of(".js", ".css");

  private final ServletContext context;
  private final Map<String, String> paths = new HashMap<>();
  private final Map<String, WebFile> files = new ConcurrentHashMap<>();

  private WebFiles(ServletContext context) {
    this.context = context;
  }

  static WebFiles of(ServletContext context) {
    var files = new WebFiles(context);
    files.addFolder("/");
    return files;
  }

  private void addFolder(String folder) {
    var found = context.getResourcePaths(folder);
    for (String path : found == null ? Set.<String>of() : found) {
      if (!path.endsWith("/")) {
        add(path);
      } else if (!HIDDEN.contains(path)) {
        addFolder(path);
      }
    }
  }

  /** A page is found without the end of its name, an index by its folder too. */
  private void add(String path) {
    if (WebFile.isOfLibrary(path) && OF_LIBRARIES.stream().noneMatch(path::endsWith)) {
      return;
    }
    paths.put(path, path);
    if (path.endsWith(PAGE)) {
      paths.put(path.substring(0, path.length() - PAGE.length()), path);
    }
    if (path.endsWith(INDEX)) {
      paths.put(path.substring(0, path.length() - INDEX.length() + 1), path);
    }
  }

  private WebFile read(String path) {
    try (var in = context.getResourceAsStream(path)) {
      return WebFile.of(path, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  /** The path of a request within the web application, decoded. */
  static String path(HttpServletRequest request) {
    var rest = request.getPathInfo();
    return request.getServletPath() + (rest == null ? "" : rest);
  }

  /** Whether there is a file at a path. */
  boolean contains(String path) {
    return paths.containsKey(path);
  }

  /** The file at a path. */
  Optional<WebFile> find(String path) {
    return Optional.ofNullable(paths.get(path))
        .map(file -> files.computeIfAbsent(file, this::read));
  }
}
