import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.tools.javac.api.ClientCodeWrapper.Trusted;
import com.sun.tools.javac.api.JavacTaskImpl;
import com.sun.tools.javac.file.JavacFileManager;
import com.sun.tools.javac.main.Main.Result;
import com.sun.tools.javac.util.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * javac, with the options that are this program's arguments. A compilation has files and tables of
 * its own, all in memory: it sees the classes of the JDK and its source, and leaves nothing behind.
 */
final class JavacServer extends CompileServer {
  private final List<String> options;

  private JavacServer(List<String> options) {
    this.options = options;
  }

  public static void main(String[] options) throws InterruptedException {
    new JavacServer(List.of(options)).serve();
  }

  /** A source at its path in the box of a compilation. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(URI place, String text) {
      super(place, Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Made extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] from, int start, int length) {
            if (count + length > MAX_BYTES) {
              throw new TooMuch();
            }
            super.write(from, start, length);
          }
        };

    Made(String path) {
      super(Path.of("/box", path).toUri(), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      bytes.reset();
      return bytes;
    }
  }

  /** The JDK's own classes, and those that a compilation makes. */
  @Trusted
  private static final class Files extends JavacFileManager {
    private final Map<String, Made> made = new LinkedHashMap<>();

    Files() {
      super(new Context(), false, UTF_8);
    }

    private static boolean isOfJdk(Location location) {
      return location.getName().startsWith("SYSTEM_MODULES");
    }

    @Override
    public Iterable<JavaFileObject> list(
        Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
        throws IOException {
      return isOfJdk(location) ? super.list(location, packageName, kinds, recurse) : List.of();
    }

    @Override
    public JavaFileObject getJavaFileForInput(
        Location location, String className, JavaFileObject.Kind kind) throws IOException {
      return isOfJdk(location) ? super.getJavaFileForInput(location, className, kind) : null;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return made.computeIfAbsent(className.replace('.', '/') + kind.extension, Made::new);
    }

    @Override
    public boolean isSameFile(FileObject one, FileObject other) {
      return one.toUri().equals(other.toUri());
    }

    Map<String, byte[]> content() {
      var content = new LinkedHashMap<String, byte[]>();
      made.forEach((path, file) -> content.put(path, file.bytes.toByteArray()));
      return content;
    }
  }

  @Override
  protected Outcome compile(String path, String text) throws IOException {
    var source = new Source(Path.of(path).toUri(), text);
    var said = new ByteArrayOutputStream();
    try (var files = new Files();
        var writer = new PrintWriter(said, false, UTF_8)) {
      var javac = ToolProvider.getSystemJavaCompiler();
      var task = (JavacTaskImpl) javac.getTask(writer, files, null, options, null, List.of(source));
      var result = task.doCall();
      writer.flush();
      if (result != Result.OK && result != Result.ERROR) {
        throw new IOException("javac ended with " + result);
      }
      return new Outcome(result == Result.OK, said.toByteArray(), files.content());
    }
  }
}
