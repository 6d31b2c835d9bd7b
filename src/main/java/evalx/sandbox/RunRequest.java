package evalx.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run.
 *
 * @param artifact files that the run sees read-only in /app
 */
public record RunRequest(
    Invocation invocation,
    Optional<ArtifactId> artifact,
    Input input,
    RunLimits limits,
    Folder folder) {
  /** The descriptor of the first file that a program is given; the others follow. */
  public static final int FIRST_FILE = 4;

  private static final byte[] NOTHING = {};
  private static final String ARTIFACT_FOLDER = "/app/";

  /** A link, so that it is none of the files that a run leaves in its working folder. */
  private static final String INPUT_FILE =
      "cat >/tmp/.input && ln -sfn /tmp/.input \"./$1\" || exit 1; shift; exec \"$@\" </dev/null";

  /**
   * What is executed.
   *
   * @param command the program by absolute path, and its arguments
   * @param modules where an interpreter that runs already may start it: what that has imported
   */
  public record Invocation(
      List<String> command, Map<String, String> environment, Optional<List<String>> modules) {
    public Invocation {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      modules = modules.map(List::copyOf);
    }

    public Invocation(List<String> command, Map<String, String> environment) {
      this(command, environment, Optional.empty());
    }

    /**
     * The same program, which finds its stdin in a file of its working folder. A shell makes the
     * file, and then becomes the program, whose own stdin is empty.
     *
     * @param name of the file, in no folder
     */
    public Invocation withInputIn(String name) {
      var words = new ArrayList<>(List.of("/bin/sh", "-c", INPUT_FILE, "sh", name));
      words.addAll(command);
      return new Invocation(words, environment);
    }
  }

  /** What the program reads from stdin. */
  public sealed interface Input {
    /** How many bytes it has. */
    long size();

    record Bytes(byte[] bytes) implements Input {
      @Override
      public long size() {
        return bytes.length;
      }
    }

    /**
     * What is too large for the heap; the program reads it without a copy where that is possible.
     */
    record Large(Content content) implements Input {
      @Override
      public long size() {
        return content.size();
      }
    }

    /**
     * Files beside stdin, one or two, which the program has open from descriptor {@link
     * #FIRST_FILE} on. Only for a sandbox that gives files.
     */
    record WithFiles(byte[] stdin, List<Content> files) implements Input {
      private static final int MAX_FILES = 2;

      public WithFiles {
        files = List.copyOf(files);
        if (files.isEmpty() || files.size() > MAX_FILES) {
          throw new IllegalArgumentException(files.size() + " files cannot be given");
        }
      }

      @Override
      public long size() {
        return stdin.length;
      }
    }
  }

  public RunRequest(
      Invocation invocation,
      Optional<ArtifactId> artifact,
      byte[] stdin,
      RunLimits limits,
      Folder folder) {
    this(invocation, artifact, new Input.Bytes(stdin), limits, folder);
  }

  /** What the working folder, /box, has at the start, and what becomes of it. */
  public enum Folder {
    /** It is empty at the start, and nothing of it is kept. */
    EMPTY(false, false),
    /** It begins with the artifact's files: data as copies, and executables as links. */
    FILLED(true, false),
    /** The regular files that a run leaves there become a new artifact if it exits with 0. */
    COLLECTED(false, true),
    FILLED_AND_COLLECTED(true, true);

    private final boolean filled;
    private final boolean collected;

    Folder(boolean filled, boolean collected) {
      this.filled = filled;
      this.collected = collected;
    }

    public static Folder of(boolean filled, boolean collected) {
      if (filled) {
        return collected ? FILLED_AND_COLLECTED : FILLED;
      }
      return collected ? COLLECTED : EMPTY;
    }

    public boolean filled() {
      return filled;
    }

    public boolean collected() {
      return collected;
    }
  }

  /** The same, started by an interpreter of its own. */
  public RunRequest cold() {
    return invocation.modules().isEmpty()
        ? this
        : new RunRequest(new Invocation(command(), environment()), artifact, input, limits, folder);
  }

  /** The bytes of stdin; none where it is large. */
  public byte[] stdin() {
    if (input instanceof Input.WithFiles given) {
      return given.stdin();
    }
    return input instanceof Input.Bytes given ? given.bytes() : NOTHING;
  }

  /** stdin where it is large. */
  public Optional<Content> largeStdin() {
    return input instanceof Input.Large large ? Optional.of(large.content()) : Optional.empty();
  }

  /** Files that the program has open beside stdin. */
  public List<Content> files() {
    return input instanceof Input.WithFiles given ? given.files() : List.of();
  }

  public List<String> command() {
    return invocation.command();
  }

  public Map<String, String> environment() {
    return invocation.environment();
  }

  /**
   * Returns the report, unless a command that this node chose itself could not be started.
   *
   * @throws SandboxFailure in that case
   */
  public RunReport requireStarted(RunReport report) {
    if (report.ending() instanceof Ending.NotStarted notStarted
        && !command().get(0).startsWith(ARTIFACT_FOLDER)) {
      throw new SandboxFailure(command().get(0) + " could not be started: " + notStarted.reason());
    }
    return report;
  }
}
