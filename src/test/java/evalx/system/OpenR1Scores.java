package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/**
 * Scores programs for problems of Codeforces as Open-R1 does, written from the shapes of its
 * requests: one for each test, with the files of its package for Piston.
 */
final class OpenR1Scores {
  private static final double NO_COMPILE_REWARD = -0.1;

  private final Client client;

  OpenR1Scores(Client client) {
    this.client = client;
  }

  /**
   * A problem.
   *
   * @param checker the source of its checker; empty where outputs are compared
   * @param mode stdio or file
   */
  record Problem(double timeLimit, double memoryLimit, String mode, String checker) {}

  /** A test of one. */
  record Case(String input, String output) {}

  /** As its weighted_sum has it: 1 for all tests, and a tenth of the share that passed. */
  double of(Problem problem, String language, String source, List<Case> tests) {
    var passed = 0;
    for (Case test : tests) {
      var answer = answer(request(problem, language, source, test));
      if (answer.at("/compile/code").asInt(-1) != 0) {
        return NO_COMPILE_REWARD;
      }
      var run = answer.get("run");
      if (run.get("code").asInt(-1) == 0 && run.get("stdout").asText().strip().equals("1")) {
        passed++;
      }
    }
    return (passed == tests.size() ? 1 : 0) + 0.1 * passed / tests.size();
  }

  private ObjectNode answer(ObjectNode request) {
    var answer =
        client.send(
            client
                .request("/piston/api/v2/execute")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Client.bytes(request)))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return (ObjectNode) Client.json(answer.body());
  }

  private static ObjectNode request(Problem problem, String language, String source, Case test) {
    var request = Client.JSON.createObjectNode();
    add(request, "main." + language, source);
    if (!problem.checker().isEmpty()) {
      add(request, "checker.py", problem.checker());
    }
    add(request, "input.txt", test.input());
    add(request, "correct_output.txt", test.output());
    add(
        request,
        "grader_config",
        "TIME_LIMIT=%s\nMEMORY_LIMIT=%s\nINPUT_MODE=%s"
            .formatted(problem.timeLimit(), problem.memoryLimit(), problem.mode()));
    request.put("run_timeout", (problem.timeLimit() + 10) * 1000);
    request.put("language", language.equals("python") ? "cf_python3" : "c++17");
    return request.put("version", "*");
  }

  private static void add(ObjectNode request, String name, String content) {
    request.withArray("/files").addObject().put("name", name).put("content", content);
  }
}
