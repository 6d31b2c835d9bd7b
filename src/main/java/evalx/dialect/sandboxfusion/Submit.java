package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.language.Languages;
import evalx.submission.Checker;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request to submit: what a model wrote, and the problem that it is to solve.
 *
 * @param id of the problem
 * @param code what was found of the model's program
 * @param compiled whether each test has a result of compilation
 * @param tests as they were given
 */
record Submit(JsonNode id, String code, boolean compiled, Program program, Tests tests) {
  private static final double DEFAULT_SECONDS_OF_INTERPRETERS = 20;

  /**
   * The tests of a problem.
   *
   * @param all whether those after the first that fails are run too
   * @param full whether the answer repeats long ones whole
   * @param maxWait until all have ended
   */
  record Tests(List<JsonNode> list, boolean all, boolean full, Duration maxWait) {}

  /**
   * Reads a request.
   *
   * @throws Invalid when it is none
   * @throws BadRequest when it asks for what is not here
   */
  static Submit read(JsonNode body, Languages languages) {
    var id = ProvidedData.id(body);
    if (!body.path("completion").isTextual()) {
      throw new Invalid("completion", "Field required");
    }
    var config = ProvidedData.config(body);
    if (config.hasNonNull("custom_extract_logic")) {
      throw new BadRequest("custom_extract_logic is code, which is not run in this server");
    }
    if (!config.hasNonNull("language")) {
      throw new BadRequest("config.language field must exist for CommonOJDataset, got None");
    }
    var known = KnownLanguage.require(config.path("language").asText(), languages);
    var list = new ArrayList<JsonNode>();
    ProvidedData.member(ProvidedData.problem(config), "test").forEach(list::add);
    if (list.isEmpty()) {
      throw new BadRequest("config.provided_data.test must have a test");
    }
    var code = CodeBlocks.program(body.path("completion").asText(), known);
    var timeouts =
        Timeouts.read(
            config, known.compiled() ? Timeouts.DEFAULT_SECONDS : DEFAULT_SECONDS_OF_INTERPRETERS);
    var all = config.at("/extra/run_all_cases").asBoolean();
    var tests =
        new Tests(
            list,
            all,
            config.at("/extra/return_full_case").asBoolean(),
            timeouts.maxWait(list.size()));
    var language = known.in(languages);
    var source = code.getBytes(UTF_8);
    var program =
        new Program(
            language.id(),
            Program.file(language.fileFor(source), source),
            known.options(),
            timeouts.limits(-1, language),
            new Program.Runs(
                cases(list), !all, true, Program.Outputs.compared(Checker.Kind.LENIENT)));
    return new Submit(id, code, known.compiled(), program, tests);
  }

  private static List<TestCase> cases(List<JsonNode> tests) {
    return tests.stream()
        .map(
            test ->
                new TestCase(
                    stream(test, "input", "stdin"),
                    Optional.of(stream(test, "output", "stdout")),
                    List.of()))
        .toList();
  }

  private static byte[] stream(JsonNode test, String side, String name) {
    var text = test.path(side).path(name);
    if (!text.isTextual()) {
      throw new BadRequest("each test must have the text " + side + "." + name);
    }
    return text.asText().getBytes(UTF_8);
  }
}
