package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.submission.SourceFile;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads the body of {@code POST /execute} in the order in which Piston checks it. */
final class ExecuteRequest {
  private static final String UTF8 = "utf8";

  private final JsonNode body;
  private final Runtimes runtimes;

  private ExecuteRequest(JsonNode body, Runtimes runtimes) {
    this.body = body;
    this.runtimes = runtimes;
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
  static Parsed read(JsonNode body, Runtimes runtimes) {
    return new ExecuteRequest(body, runtimes).read();
  }

  /** The same for a run whose stdin comes later. */
  static Parsed live(JsonNode body, Runtimes runtimes) {
    var request = new ExecuteRequest(body, runtimes);
    return request.read(Optional.empty(), Program.Runs.once(new byte[0], request.args()));
  }

  private Parsed read() {
    var grading = Grading.of(body.path("files"));
    var runs =
        grading
            .map(graded -> graded.runs(args()))
            .orElseGet(() -> Program.Runs.once(stdin(), args()));
    return read(grading, runs);
  }

  private Parsed read(Optional<Grading> grading, Program.Runs runs) {
    var name = text("language");
    var range = text("version");
    checkFiles();
    var runtime =
        runtimes
            .find(name, range)
            .orElseThrow(() -> new BadRequest(name + "-" + range + " runtime is unknown"));
    var files = files(runtime, grading.isPresent());
    var limits = new RunLimits(body).read(runtime.language(), grading);
    var options = runtime.entry().option(name).map(List::of).orElse(List.of());
    var program = new Program(runtime.language().id(), files, options, limits, runs);
    return new Parsed(runtime, name, program, grading);
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
      var isMain = main < 0 && encoding(file).equals(UTF8);
      if (isMain) {
        main = files.size();
      }
      files.add(new SourceFile(name(file, files.size(), isMain, runtime), content(file)));
    }
    if (main < 0) {
      throw new BadRequest("files must include at least one utf8 encoded file");
    }
    files.add(0, files.remove(main));
    return files;
  }

  private static String encoding(JsonNode file) {
    var encoding = file.path("encoding").asText(UTF8);
    return encoding.equals("base64") || encoding.equals("hex") ? encoding : UTF8;
  }

  /** The main file ends as those of its language do. */
  private static String name(JsonNode file, int index, boolean isMain, Runtimes.Offered runtime) {
    var name = file.path("name").asText("");
    if (!isMain) {
      return name.isEmpty() ? "file" + index + ".code" : name;
    }
    var language = runtime.language();
    if (name.isEmpty()) {
      return language.file();
    }
    return language.isSource(name) ? name : name + language.names().suffixes().get(0);
  }

  static byte[] content(JsonNode file) {
    var text = file.path("content").asText();
    try {
      return switch (encoding(file)) {
        case "base64" -> Base64.getMimeDecoder().decode(text);
        case "hex" -> HexFormat.of().parseHex(text);
        default -> text.getBytes(UTF_8);
      };
    } catch (IllegalArgumentException e) {
      throw new BadRequest("files: " + e.getMessage());
    }
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
