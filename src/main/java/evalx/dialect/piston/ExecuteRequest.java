package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.language.Language;
import evalx.submission.SourceFile;
import evalx.submission.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the body of {@code POST /execute} in the order in which Piston checks it. */
final class ExecuteRequest {
  private static final byte[] NOTHING = {};

  private final JsonNode body;
  private final Runtimes runtimes;
  private final Contents contents;

  private ExecuteRequest(JsonNode body, Runtimes runtimes, Contents contents) {
    this.body = body;
    this.runtimes = runtimes;
    this.contents = contents;
  }

  /**
   * What a request asks for.
   *
   * @param called the name by which it called the language
   * @param grading by which the run is judged; empty where it is told
   */
  record Parsed(
      Runtimes.Offered runtime, String called, Program program, Optional<Grading> grading) {}

  /**
   * Reads a request.
   *
   * @throws BadRequest as Piston refuses it
   */
  static Parsed read(JsonNode body, Runtimes runtimes, Contents contents) {
    return new ExecuteRequest(body, runtimes, contents).read();
  }

  /** The same for a run whose stdin comes later. */
  static Parsed live(JsonNode body, Runtimes runtimes) {
    var request = new ExecuteRequest(body, runtimes, Contents.SHORT);
    var offered = request.offered();
    return request.read(offered, Optional.empty(), Program.Runs.once(new byte[0], request.args()));
  }

  /** What is there for the request is known before its texts become files. */
  private Parsed read() {
    var offered = offered();
    var grading = Grading.of(body.path("files"), contents);
    var runs = grading.map(graded -> graded.runs(args())).orElseGet(this::runs);
    return read(offered, grading, runs);
  }

  private Parsed read(Offered offered, Optional<Grading> grading, Program.Runs runs) {
    var runtime = offered.runtime();
    var files = files(runtime, grading.isPresent());
    var limits = new RunLimits(body).read(runtime.language(), grading);
    var options = runtime.entry().option(offered.called()).map(List::of).orElse(List.of());
    var program = new Program(offered.choice(), files, options, limits, runs);
    return new Parsed(runtime, offered.called(), program, grading);
  }

  /** The runtime that a request asks for, by a name and a range of versions. */
  private record Offered(Runtimes.Offered runtime, String called, VersionRange range) {
    /** Whoever takes any version may be run by every worker that has one. */
    Program.Choice choice() {
      var id = runtime.language().id();
      return range.isAny()
          ? Program.Choice.any(id)
          : new Program.Choice(id, Optional.of(runtime.version()));
    }
  }

  private Offered offered() {
    var name = text("language");
    var version = text("version");
    checkFiles();
    var range = VersionRange.of(version);
    var runtime =
        runtimes
            .find(name, range)
            .orElseThrow(() -> new BadRequest(name + "-" + version + " runtime is unknown"));
    return new Offered(runtime, name, range);
  }

  private String text(String name) {
    var value = body.path(name);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw new BadRequest(name + " is required as a string");
    }
    return value.asText();
  }

  private void checkFiles() {
    var files = body.path("files");
    if (!files.isArray()) {
      throw new BadRequest("files is required as an array");
    }
    for (int i = 0; i < files.size(); i++) {
      if (!files.get(i).path("content").isTextual()) {
        throw new BadRequest("files[" + i + "].content is required as a string");
      }
    }
  }

  /**
   * The first in UTF-8 is the main one.
   *
   * @param graded whether those of the grader are left out
   */
  private List<SourceFile> files(Runtimes.Offered runtime, boolean graded) {
    var files = new ArrayList<SourceFile>();
    var main = -1;
    for (JsonNode file : body.path("files")) {
      if (graded && Grading.takes(file.path("name").asText(""))) {
        continue;
      }
      var isMain = main < 0 && Contents.encoding(file).equals(Contents.UTF8);
      if (isMain) {
        main = files.size();
      }
      files.add(isMain ? main(file, runtime.language()) : other(file, runtime, files.size()));
    }
    if (main < 0) {
      throw new BadRequest("files must include at least one utf8 encoded file");
    }
    files.add(0, files.remove(main));
    return files;
  }

  /** What Piston does not compile need not be right until the program reads it. */
  private SourceFile other(JsonNode file, Runtimes.Offered runtime, int index) {
    var given = file.path("name").asText("");
    var name = given.isEmpty() ? "file" + index + ".code" : given;
    var other =
        contents.isLong(file)
            ? new SourceFile(name, NOTHING, Optional.of(contents.stored(contents.open(file))))
            : new SourceFile(name, contents.bytes(file));
    return runtime.entry().compiled() ? other : other.asData();
  }

  /**
   * The main file ends as those of its language do, and has the name of its public class: Piston
   * runs a file in Java whatever it is called.
   */
  private SourceFile main(JsonNode file, Language language) {
    var source = contents.bytes(file);
    var given = file.path("name").asText("");
    var ofClass =
        language
            .fileOfClass(source)
            .map(name -> given.substring(0, given.lastIndexOf('/') + 1) + name)
            .filter(name -> name.equals(given) || !isTaken(name));
    if (ofClass.isPresent()) {
      return new SourceFile(ofClass.get(), source);
    }
    if (given.isEmpty()) {
      return new SourceFile(language.file(), source);
    }
    var suffix = language.isSource(given) ? "" : language.names().suffixes().get(0);
    return new SourceFile(given + suffix, source);
  }

  private boolean isTaken(String name) {
    for (JsonNode file : body.path("files")) {
      if (file.path("name").asText("").equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** One run that is not judged. */
  private Program.Runs runs() {
    var file = contents.input(body.path("stdin"));
    var once = Program.Runs.once(file.isPresent() ? NOTHING : stdin(), args());
    var files = new TestCase.DataFiles(file, Optional.empty());
    return new Program.Runs(
        once.testCases().stream().map(run -> run.reading(files)).toList(),
        once.stopOnFailure(),
        once.cache());
  }

  private byte[] stdin() {
    var stdin = body.path("stdin").asText("");
    return (stdin.isEmpty() || stdin.endsWith("\n") ? stdin : stdin + "\n").getBytes(UTF_8);
  }

  private List<String> args() {
    var args = new ArrayList<String>();
    body.path("args").forEach(arg -> args.add(arg.asText()));
    return args;
  }
}
