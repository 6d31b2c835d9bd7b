package evalx.format;

import evalx.submission.BoxLimits;
import evalx.submission.Encoding;
import evalx.submission.FileId;
import evalx.submission.Group;
import evalx.submission.Streams;
import evalx.submission.TestCase;
import evalx.submission.WebhookShape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A submission as somebody asked for it: no rule is applied and no default filled in. Every door
 * builds one, whatever its own format; errors name its parts by the members of {@code POST
 * /submissions}.
 *
 * @param testCases empty where none is given
 */
public record SubmissionRequest(
    Program program,
    List<TestCase> testCases,
    Limits limits,
    Judging judging,
    Handling handling,
    Noticed noticed) {

  /**
   * The program: code alone, or files.
   *
   * @param language its id or an alias
   * @param files the main one first
   */
  public record Program(
      Optional<String> language,
      Optional<String> version,
      Optional<byte[]> code,
      Optional<List<GivenFile>> files,
      List<String> compilerOptions,
      Stages stages) {
    public Program {
      files = files.map(List::copyOf);
      compilerOptions = List.copyOf(compilerOptions);
    }
  }

  /** A file of a program, and what it is to it. */
  public record GivenFile(String name, byte[] content, Role role, Optional<FileId> file) {}

  /** What a file is to a program. */
  public enum Role {
    /** A part of what is judged. */
    SOURCE,
    /** Compiled together with what is judged, and the file that is run: it calls the functions. */
    STUB,
    /** For the others to include, import or read. */
    HEADER,
    /** For the program to find, and never given to its compiler, whatever its name is. */
    DATA;

    static Optional<Role> labelled(String label) {
      return Stream.of(values())
          .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(label))
          .findFirst();
    }
  }

  /**
   * How its stages differ from the usual ones.
   *
   * @param last the name of the last stage, such as compile
   * @param compile limits of the compiler
   * @param mainClass the class that it begins in
   */
  public record Stages(
      Optional<String> last,
      Map<String, String> environment,
      Limits compile,
      Optional<String> mainClass,
      Streams streams) {
    public Stages {
      environment = Map.copyOf(environment);
    }

    /** A program that begins where it usually does, and reads stdin. */
    public Stages(Optional<String> last, Map<String, String> environment, Limits compile) {
      this(last, environment, compile, Optional.empty(), Streams.PLAIN);
    }

    /** Whether it is compiled and not run. */
    public boolean isCompileOnly() {
      return last.filter("compile"::equals).isPresent();
    }
  }

  /**
   * What each test case may use.
   *
   * @param timeout CPU time in seconds
   * @param wallTimeout real time in seconds
   * @param memory bytes
   * @param output bytes of stdout
   * @param box what else its box may have
   */
  public record Limits(
      Optional<Double> timeout,
      Optional<Double> wallTimeout,
      Optional<Long> memory,
      Optional<Long> output,
      BoxLimits box) {
    /** With the usual limit of output, and the node's of the box. */
    public Limits(Optional<Double> timeout, Optional<Double> wallTimeout, Optional<Long> memory) {
      this(timeout, wallTimeout, memory, Optional.empty(), BoxLimits.NODE);
    }
  }

  /** How its runs are judged. */
  public record Judging(
      Optional<Check> checker,
      Optional<Boolean> stopOnFailure,
      List<Group> groups,
      Optional<Boolean> hints) {
    public Judging {
      groups = List.copyOf(groups);
    }

    /** Where hints are not asked for. */
    public Judging(Optional<Check> checker, Optional<Boolean> stopOnFailure, List<Group> groups) {
      this(checker, stopOnFailure, groups, Optional.empty());
    }
  }

  /**
   * A checker.
   *
   * @param type its name, such as lines
   */
  public record Check(
      Optional<String> type,
      Tolerance tolerance,
      Optional<Boolean> ignoreCase,
      CheckProgram program) {}

  /**
   * How much numbers may differ.
   *
   * @param both absolutely and relatively
   */
  public record Tolerance(
      Optional<Double> both, Optional<Double> absolute, Optional<Double> relative) {}

  /**
   * A program that is a checker.
   *
   * @param protocol the name of its interface, such as testlib
   */
  public record CheckProgram(
      Optional<Program> program, Optional<String> protocol, List<String> args, Limits limits) {}

  /** How it is handled on its way. */
  public record Handling(
      Optional<Encoding> encoding,
      Optional<Integer> priority,
      Optional<Webhook> webhook,
      Optional<Boolean> cache,
      Optional<Boolean> keepOutput,
      List<String> outputFiles) {
    public Handling {
      outputFiles = List.copyOf(outputFiles);
    }
  }

  /**
   * Where its result is sent.
   *
   * @param shape in which its receiver gets it
   */
  public record Webhook(String url, WebhookShape shape) {
    static Webhook of(String url) {
      return new Webhook(url, WebhookShape.OWN);
    }
  }

  /**
   * What its reader noticed.
   *
   * @param errors members that could not be read, which are absent here
   * @param warnings for the result
   */
  public record Noticed(List<FieldError> errors, List<String> warnings) {
    static final Noticed NOTHING = new Noticed(List.of(), List.of());

    public Noticed {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }
  }

  public SubmissionRequest {
    testCases = List.copyOf(testCases);
  }

  SubmissionRequest with(Noticed other) {
    return new SubmissionRequest(program, testCases, limits, judging, handling, other);
  }
}
