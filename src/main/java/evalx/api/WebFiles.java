package evalx.api;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the web application with what belongs to them, as they are in its archive, and the
 * libraries they use, as they are in the WebJars of its class path: there they are found on every
 * server. A file is read when it is first asked for.
 */
final class WebFiles {
  private static final Set<String> HIDDEN = Set.of("/WEB-INF/", "/META-INF/", "/webjars/");
  private static final String PAGE = ".html";
  private static final String INDEX = "/index.html";

  /** What pages use of the libraries; the rest of these archives is no business of a browser. */
  private static final Pattern LIBRARY =
      Pattern.compile("/webjars(/[A-Za-z0-9_][A-Za-z0-9_.-]*){3,8}\\.(js|css)");

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
    paths.put(path, path);
    if (path.endsWith(PAGE)) {
      paths.put(path.substring(0, path.length() - PAGE.length()), path);
    }
    if (path.endsWith(INDEX)) {
      paths.put(path.substring(0, path.length() - INDEX.length() + 1), path);
    }
  }

  private WebFile read(String path) {
    try (var in = open(path)) {
      return WebFile.of(path, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private InputStream open(String path) throws IOException {
    var library = isLibrary(path) ? library(path) : null;
    return library == null ? context.getResourceAsStream(path) : library.openStream();
  }

  private static boolean isLibrary(String path) {
    return LIBRARY.matcher(path).matches();
  }

  private static @Nullable URL library(String path) {
    return WebFiles.class.getResource("/META-INF/resources" + path);
  }

  /** The path of a request within the web application, decoded. */
  static String path(HttpServletRequest request) {
    var rest = request.getPathInfo();
    return request.getServletPath() + (rest == null ? "" : rest);
  }

  /** Whether there is a file at a path. */
  boolean contains(String path) {
    return place(path).isPresent();
  }

  /** The file at a path. */
  Optional<WebFile> find(String path) {
    return place(path).map(file -> files.computeIfAbsent(file, this::read));
  }

  private Optional<String> place(String path) {
    return isLibrary(path)
        ? Optional.ofNullable(library(path)).map(found -> path)
        : Optional.ofNullable(paths.get(path));
  }
}
