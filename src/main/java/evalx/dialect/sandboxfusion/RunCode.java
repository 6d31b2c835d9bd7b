package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A request to run_code.
 *
 * @param compiled whether its answer has a result of compilation
 * @param fetched names of files that its answer has, as far as the program leaves them
 * @param maxWait after which its client gives up, but for a second
 */
record RunCode(Program program, boolean compiled, List<String> fetched, Duration maxWait) {
  /**
   * Reads a request.
   *
   * @throws Invalid when it is none
   */
  static RunCode read(JsonNode body, Languages languages) {
    if (!body.path("code").isTextual()) {
      throw new Invalid("code", "Field required");
    }
    var known = KnownLanguage.require(body.path("language").asText(), languages);
    var language = known.in(languages);
    var timeouts = Timeouts.read(body, Timeouts.DEFAULT_SECONDS);
    var fetched = FetchedFiles.names(body.path("fetch_files"));
    var program =
        new Program(
            language.id(),
            files(body, language),
            known.options(),
            timeouts.limits(memory(body.path("memory_limit_MB")), language),
            runs(body, fetched));
    return new RunCode(program, known.compiled(), fetched, timeouts.maxWait(1));
  }

  /** MB; what is not given, and what is 0 or less, is the usual. */
  private static long memory(JsonNode given) {
    if (isAbsent(given)) {
      return -1;
    }
    if (!given.canConvertToExactIntegral()) {
      throw new Invalid("memory_limit_MB", "Input should be a valid integer");
    }
    return given.asLong();
  }

  private static boolean isAbsent(JsonNode given) {
    return given.isMissingNode() || given.isNull();
  }

  private static byte[] stdin(JsonNode given) {
    if (!isAbsent(given) && !given.isTextual()) {
      throw new Invalid("stdin", "Input should be a valid string");
    }
    return given.asText("").getBytes(UTF_8);
  }

  private static Program.Runs runs(JsonNode body, List<String> fetched) {
    var once = Program.Runs.once(stdin(body.path("stdin")), List.of());
    var usual = once.outputs();
    return new Program.Runs(
        once.testCases(),
        once.stopOnFailure(),
        once.cache(),
        new Program.Outputs(usual.stderrToStdout(), usual.check(), FetchedFiles.kept(fetched)));
  }

  /** As there, the code alone is compiled, and files without contents are passed over. */
  private static List<SourceFile> files(JsonNode body, Language language) {
    var code = body.path("code").asText().getBytes(UTF_8);
    var files = new ArrayList<>(Program.file(language.fileFor(code), code));
    var given = body.path("files");
    if (!isAbsent(given) && !given.isObject()) {
      throw new Invalid("files", "Input should be a valid dictionary");
    }
    given.properties().stream()
        .filter(file -> !file.getValue().isNull())
        .map(file -> new SourceFile(file.getKey(), content(file.getValue())).asData())
        .forEach(files::add);
    return files;
  }

  private static byte[] content(JsonNode text) {
    if (!text.isTextual()) {
      throw new Invalid("files", "Input should be a valid string");
    }
    try {
      return Base64.getMimeDecoder().decode(text.asText());
    } catch (IllegalArgumentException e) {
      throw new Invalid("files", "Input should be base64");
    }
  }
}
