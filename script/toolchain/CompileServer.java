import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.tools.javac.api.ClientCodeWrapper.Trusted;
import com.sun.tools.javac.api.JavacTaskImpl;
import com.sun.tools.javac.file.JavacFileManager;
import com.sun.tools.javac.main.Main.Result;
import com.sun.tools.javac.util.Context;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
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
 * javac in a process that lives longer than a compilation. Takes the compiler's options as
 * arguments, and one source after another from stdin, each as the length and the bytes of its path,
 * and the length and the bytes of its text.
 *
 * <p>Answers on stdout with the length of what follows, 1 where the source compiles and 0 where it
 * does not, the nanoseconds of CPU it took, the diagnostics, and the number of class files with the
 * path and the bytes of each; texts and bytes with their length before them. Where javac ends in
 * any other way, or makes too much, the process ends without an answer.
 *
 * <p>A compilation has files and tables of its own, all in memory: it sees the classes of the JDK
 * and its source, and leaves nothing behind.
 */
final class CompileServer {
  private static final int MAX_COMPILATIONS = 500;
  private static final long STACK = 16L << 20;
  private static final int MAX_BYTES = 16 << 20;

  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;
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
  }

  private final List<String> options;
  private final DataInputStream in;
  private final DataOutputStream out;

  private CompileServer(List<String> options) {
    this.options = options;
    this.in = new DataInputStream(new BufferedInputStream(System.in));
    this.out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
  }

  public static void main(String[] options) throws Exception {
    var server = new CompileServer(List.of(options));
    var thread = new Thread(null, server::serve, "javac", STACK);
    thread.start();
    thread.join();
    System.exit(0);
  }

  private void serve() {
    try {
      for (int i = 0; i < MAX_COMPILATIONS; i++) {
        var path = new String(taken(), UTF_8);
        var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(taken())).toString();
        compile(new Source(Path.of(path).toUri(), text));
      }
    } catch (IOException | RuntimeException | Error e) {
      System.exit(1);
    }
  }

  private byte[] taken() throws IOException {
    return in.readNBytes(in.readInt());
  }

  private void compile(Source source) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    var said = new ByteArrayOutputStream();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = new Files();
        var writer = new PrintWriter(said, false, UTF_8)) {
      var task =
          (JavacTaskImpl) compiler.getTask(writer, files, null, options, null, List.of(source));
      var result = task.doCall();
      writer.flush();
      if (result != Result.OK && result != Result.ERROR) {
        throw new IllegalStateException("javac ended with " + result);
      }
      answer(result, threads.getCurrentThreadCpuTime() - before, said.toByteArray(), files.made);
    }
  }

  private void answer(Result result, long cpu, byte[] said, Map<String, Made> made)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    var answer = new DataOutputStream(bytes);
    answer.writeByte(result == Result.OK ? 1 : 0);
    answer.writeLong(cpu);
    put(answer, said);
    answer.writeInt(made.size());
    for (var file : made.entrySet()) {
      put(answer, file.getKey().getBytes(UTF_8));
      put(answer, file.getValue().bytes.toByteArray());
      if (bytes.size() > MAX_BYTES) {
        throw new TooMuch();
      }
    }
    out.writeInt(bytes.size());
    bytes.writeTo(out);
    out.flush();
  }

  private static void put(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
