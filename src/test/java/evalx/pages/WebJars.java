package evalx.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The libraries of the pages and the tools that check them, as they are on the class path. */
final class WebJars {
  private static final String ROOT = "META-INF/resources/webjars/";

  private WebJars() {}

  /** Whether a path below {@code webjars/} is in one of them. */
  static boolean contain(String path) {
    return WebJars.class.getClassLoader().getResource(ROOT + path) != null;
  }

  /** Lays all of them out as Node.js and its tools look for packages. */
  static void unpack(Path nodeModules) {
    try {
      for (var root : roots()) {
        var jar = ((JarURLConnection) root.openConnection()).getJarFileURL();
        try (var files = FileSystems.newFileSystem(Path.of(jar.getPath()), Map.of())) {
          unpack(files, nodeModules);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<URL> roots() throws IOException {
    return Collections.list(WebJars.class.getClassLoader().getResources(ROOT));
  }

  private static void unpack(FileSystem jar, Path nodeModules) throws IOException {
    try (var names = Files.list(jar.getPath(ROOT))) {
      for (var name : (Iterable<Path>) names::iterator) {
        var scoped = name.getFileName().toString().replaceFirst("^(.+)__", "@$1/");
        try (var versions = Files.list(name)) {
          copy(versions.findFirst().orElseThrow(), nodeModules.resolve(scopedName(scoped)));
        }
      }
    }
  }

  /** In an archive the name of a folder may end with a slash. */
  private static String scopedName(String name) {
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  /** A folder with all in it. */
  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
