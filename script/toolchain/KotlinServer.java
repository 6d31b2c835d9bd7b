import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity;
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation;
import org.jetbrains.kotlin.cli.common.messages.MessageRenderer;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/**
 * kotlinc, with the options that are this program's arguments. A source lies in a folder of its own
 * for as long as it is compiled, and is spoken of by the path that it came with.
 */
final class KotlinServer extends CompileServer {
  private static final String JAR = "main.jar";

  private final List<String> options;

  private KotlinServer(List<String> options) {
    this.options = options;
  }

  public static void main(String[] options) throws InterruptedException {
    new KotlinServer(List.of(options)).serve();
  }

  /** A place in the source, by the path that this came with. */
  private record Place(String path, CompilerMessageSourceLocation of)
      implements CompilerMessageSourceLocation {
    private static final long serialVersionUID = 1L;

    @Override
    public String getPath() {
      return path;
    }

    @Override
    public int getLine() {
      return of.getLine();
    }

    @Override
    public int getColumn() {
      return of.getColumn();
    }

    @Override
    public int getLineEnd() {
      return of.getLineEnd();
    }

    @Override
    public int getColumnEnd() {
      return of.getColumnEnd();
    }

    @Override
    public String getLineContent() {
      return of.getLineContent();
    }
  }

  /** Writes messages as kotlinc does, of the source as it is called. */
  private record Renderer(String path, MessageRenderer usual) implements MessageRenderer {
    @Override
    public String renderPreamble() {
      return usual.renderPreamble();
    }

    @Override
    public String render(
        CompilerMessageSeverity severity, String message, CompilerMessageSourceLocation location) {
      return usual.render(severity, message, location == null ? null : new Place(path, location));
    }

    @Override
    public String renderUsage(String usage) {
      return usual.renderUsage(usage);
    }

    @Override
    public String renderConclusion() {
      return usual.renderConclusion();
    }

    @Override
    public String getName() {
      return usual.getName();
    }
  }

  @Override
  protected Outcome compile(String path, String text) throws IOException {
    var folder = Files.createTempDirectory("source");
    var source = folder.resolve(Path.of(path).getFileName());
    var jar = folder.resolve(JAR);
    try {
      Files.writeString(source, text);
      var said = new ByteArrayOutputStream();
      var ended = run(said, path, source, jar);
      var output = said.toString(UTF_8);
      if ((ended != ExitCode.OK && ended != ExitCode.COMPILATION_ERROR)
          || output.contains(folder.toString())) {
        throw new IOException("kotlinc ended with " + ended);
      }
      var made =
          ended == ExitCode.OK ? Map.of(JAR, Files.readAllBytes(jar)) : Map.<String, byte[]>of();
      return new Outcome(ended == ExitCode.OK, said.toByteArray(), made);
    } finally {
      Files.deleteIfExists(source);
      Files.deleteIfExists(jar);
      Files.delete(folder);
    }
  }

  private ExitCode run(ByteArrayOutputStream said, String path, Path source, Path jar) {
    var arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-d", jar.toString(), source.toString()));
    return new K2JVMCompiler()
        .exec(
            new PrintStream(said, true, UTF_8),
            new Renderer(path, MessageRenderer.PLAIN_RELATIVE_PATHS),
            arguments.toArray(String[]::new));
  }
}
