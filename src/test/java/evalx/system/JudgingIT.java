package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is right and what it is worth: checkers, groups, points, runs, stages and functions. */
@ExtendWith(SharedProduct.class)
class JudgingIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Says OK if the output is the answer plus one; else fails in the way that the output says. */
  private static final String PLUS_ONE =
      """
      import os, sys, time
      given, printed, answer = [open(name).read() for name in sys.argv[1:4]]
      if printed.strip() == "crash":
          os.abort()
      if printed.strip() == "hang":
          while True:
              pass
      if printed.strip() == "half":
          print("points 5 half right", file=sys.stderr)
          sys.exit(7)
      right = int(printed) == int(answer) + 1
      print("of", given.strip(), sys.argv[4], "well" if right else "badly", file=sys.stderr)
      sys.exit(0 if right else 1)
      """;

  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Client.json(text);
  }

  private static JsonNode result(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT);
  }

  private static ObjectNode cat() {
    return json("{\"language\": \"bash\", \"code\": \"cat\"}");
  }

  private static ObjectNode testCase(ObjectNode submission, String stdin, String expected) {
    return submission
        .withArray("test_cases")
        .addObject()
        .put("stdin", stdin)
        .put("expected_output", expected);
  }

  private static List<String> statuses(JsonNode result) {
    return result.get("results").findValuesAsText("status");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'type': 'unordered'                            | a\\nb\\nb | b\\na\\nb\\n | Accepted",
        "'type': 'unordered'                            | a\\nb\\nb | b\\na\\na\\n | Wrong Answer",
        "'type': 'tokens', 'ignore_case': true          | Yes 1 | yES  1 | Accepted",
        "'type': 'tokens'                               | Yes 1 | yES  1 | Wrong Answer",
        "'type': 'tokens', 'absolute_tolerance': 0.01   | x 100 | x 100.009 | Accepted",
        "'type': 'tokens', 'absolute_tolerance': 0.01   | x 100 | x 100.02 | Wrong Answer",
        "'type': 'tokens', 'relative_tolerance': 0.01   | x 100 | x 100.9 | Accepted",
        "'type': 'float'                                | 1e6 | 1000000.5 | Accepted",
        "'type': 'none'                                 | 1 | 2 | Accepted",
        "'type': 'lines'                                | a\\nb | a  \\nb\\n\\n | Accepted",
        "'type': 'lines'                                | a b | a  b | Wrong Answer",
        "'type': 'exact'                                | a\\n | a | Wrong Answer",
        "'type': 'lenient'                              | Yes\\n0.5 | yES\\n .5 | Accepted",
        "'type': 'lenient'                              | a b | a  b | Wrong Answer",
      })
  void checkers(String checker, String expected, String printed, String status) {
    var submission = cat();
    submission.set("checker", json("{" + checker.replace('\'', '"') + "}"));
    testCase(submission, printed.replace("\\n", "\n"), expected.replace("\\n", "\n"));

    assertThat(result(submission).get("status").asText()).isEqualTo(status);
  }

  @Test
  void groupsEarnTheirSharesAndStop() {
    var submission =
        json(
            """
            {"language": "bash", "code": "cat", "groups": [
              {"name": "easy", "points": 30, "score": "all", "stop": true},
              {"name": "hard", "points": 60, "score": "sum"}]}
            """);
    testCase(submission, "1", "1").put("points", 10);
    for (var group : List.of("easy", "hard")) {
      testCase(submission, "1", "1").put("group", group);
      testCase(submission, "1", "2").put("group", group);
      testCase(submission, "1", "1").put("group", group);
    }

    var result = result(submission);

    assertThat(statuses(result))
        .containsExactly(
            "Accepted",
            "Accepted",
            "Wrong Answer",
            "Skipped",
            "Accepted",
            "Wrong Answer",
            "Accepted");
    assertThat(result.get("score").asDouble()).isEqualTo(50);
    assertThat(result.get("max_score").asDouble()).isEqualTo(100);
    assertThat(result.at("/groups/0/score").asDouble()).isZero();
    assertThat(result.at("/groups/1/score").asDouble()).isEqualTo(40);
    assertThat(result.at("/groups/1/passed").asInt()).isEqualTo(2);
  }

  private static ObjectNode judgedByPlusOne() {
    var submission = cat();
    var checker = submission.putObject("checker").put("type", "custom").put("timeout", 1);
    checker.set("program", json("{\"language\": \"python\"}").put("code", PLUS_ONE));
    checker.putArray("args").add("done");
    return submission;
  }

  /** A test case that earns a part of its points stops no group, and only a part of all is lost. */
  @Test
  void groupsEarnTheirSharesOfPartsOfPoints() {
    var submission = judgedByPlusOne();
    submission.set(
        "groups",
        Client.json(
            """
            [{"name": "all", "points": 30, "score": "all"},
             {"name": "sum", "points": 40, "score": "sum", "stop": true},
             {"name": "min", "points": 20, "score": "min", "stop": true},
             {"name": "none", "score": "min", "stop": true}]
            """));
    for (var group : List.of("all", "sum", "min")) {
      testCase(submission, "half", "1").put("group", group).put("points", 10);
      testCase(submission, "2", "1").put("group", group).put("points", 30);
    }
    testCase(submission, "2", "1").put("group", "none").put("points", 7);
    testCase(submission, "3", "1").put("group", "none");
    testCase(submission, "2", "1").put("group", "none").put("points", 2);

    var result = result(submission);

    assertThat(statuses(result))
        .as(result.toPrettyString())
        .containsExactly(
            "Wrong Answer",
            "Accepted",
            "Wrong Answer",
            "Accepted",
            "Wrong Answer",
            "Accepted",
            "Accepted",
            "Wrong Answer",
            "Skipped");
    assertThat(result.get("groups"))
        .extracting(group -> group.get("score").asDouble() + " of " + group.get("max_score"))
        .containsExactly("0.0 of 30", "35.0 of 40", "10.0 of 20", "0.0 of 10");
    assertThat(result.get("score").asDouble()).isEqualTo(45);
    assertThat(result.get("max_score").asDouble()).isEqualTo(100);
  }

  @Test
  void theFirstFailureMayEndTheWholeSubmission() {
    var submission = cat().put("stop_on_failure", true);
    testCase(submission, "1", "1").put("points", 3);
    testCase(submission, "1", "2");
    testCase(submission, "1", "1").put("points", 5);

    var result = result(submission);

    assertThat(statuses(result)).containsExactly("Accepted", "Wrong Answer", "Skipped");
    assertThat(result.get("score").asDouble()).isEqualTo(3);
    assertThat(result.get("max_score").asDouble()).isEqualTo(8);
  }

  @Test
  void aTestCaseHasItsOwnLimits() {
    var submission =
        json("{\"language\": \"bash\", \"code\": \"read n; while ((n--)); do :; done\"}");
    testCase(submission, "1", "");
    testCase(submission, "-1", "").put("timeout", 0.2);

    var result = result(submission);

    assertThat(statuses(result)).containsExactly("Accepted", "Time Limit Exceeded");
    assertThat(result.at("/results/1/run_time").asDouble()).isBetween(0.2, 1.0);
  }

  /** All 20 runs would go well once in a million times. */
  @Test
  void aProgramThatIsRightAtTimesIsRunAgain() {
    var submission = json("{\"language\": \"bash\", \"code\": \"echo $((SRANDOM % 2))\"}");
    testCase(submission, "", "1").put("runs", 20);

    var result = result(submission);

    assertThat(statuses(result)).containsExactly("Wrong Answer");
    assertThat(result.at("/results/0/message").asText()).matches("(run \\d+ of 20)|null");
    assertThat(result.at("/results/0/cached").asBoolean()).isFalse();
  }

  @Test
  void aProgramJudgesWhatAProgramPrinted() {
    var submission = judgedByPlusOne();
    testCase(submission, "2", "1").put("points", 10);
    testCase(submission, "3", "1").put("points", 10);
    testCase(submission, "half", "1").put("points", 10);

    var result = result(submission);

    assertThat(statuses(result)).containsExactly("Accepted", "Wrong Answer", "Wrong Answer");
    assertThat(result.at("/results/0/message").asText()).isEqualTo("of 2 done well");
    assertThat(result.at("/results/1/message").asText()).isEqualTo("of 3 done badly");
    assertThat(result.at("/results/2/message").asText()).isEqualTo("half right");
    assertThat(result.at("/results/2/share").asDouble()).isEqualTo(0.5);
    assertThat(result.get("score").asDouble()).isEqualTo(15);
  }

  @Test
  void aCheckerThatFailsIsNotThePrograms() {
    var submission = cat();
    submission
        .putObject("checker")
        .put("type", "custom")
        .put("timeout", 0.5)
        .set("program", json("{\"language\": \"python\"}").put("code", PLUS_ONE));
    testCase(submission, "crash", "1");
    testCase(submission, "hang", "1");

    var result = result(submission);

    assertThat(result.get("status").asText()).isEqualTo("Checker Error");
    assertThat(result.get("attempts").asInt()).isEqualTo(1);
    assertThat(result.at("/results/0/message").asText())
        .startsWith("the checker failed: it was ended by SIGABRT");
    assertThat(result.at("/results/1/message").asText())
        .startsWith("the checker failed: it ran out of time");
  }

  @Test
  void aCheckerThatDoesNotCompileIsNotThePrograms() {
    var submission = cat();
    submission
        .putObject("checker")
        .put("type", "custom")
        .set("program", json("{\"language\": \"c\", \"code\": \"int main(\"}"));

    var result = result(submission);

    assertThat(result.get("status").asText()).isEqualTo("Checker Error");
    assertThat(result.get("message").asText())
        .startsWith("the checker does not compile")
        .contains("main.c:1");
  }

  @Test
  void aValidatorOfTheIcpcsKind() {
    var submission = cat();
    submission
        .putObject("checker")
        .put("type", "custom")
        .put("interface", "icpc")
        .set(
            "program",
            json("{\"language\": \"bash\"}")
                .put(
                    "code",
                    "cmp -s - \"$2\" && exit 42; echo differs >$3/judgemessage.txt; exit 43"));
    testCase(submission, "1", "1");
    testCase(submission, "1", "2");

    var result = result(submission);

    assertThat(statuses(result)).containsExactly("Accepted", "Wrong Answer");
    assertThat(result.at("/results/1/message").asText()).isEqualTo("differs");
  }

  @Test
  void theProgramFindsNothingOfItsChecker() {
    var submission = json("{\"language\": \"bash\", \"code\": \"ls -A /tmp /box; ls /app\"}");
    submission
        .putObject("checker")
        .put("type", "custom")
        .set("program", json("{\"language\": \"bash\", \"code\": \"exit 0\"}"));
    testCase(submission, "", "secret").put("runs", 2);

    var result = result(submission);

    assertThat(result.at("/results/0/stdout").asText()).isEqualTo("/box:\n\n/tmp:\nmain.sh\n");
  }

  @Test
  void aSubmissionMayOnlyBeCompiled() {
    var good = json("{\"language\": \"c\", \"code\": \"int main(){}\", \"stage\": \"compile\"}");
    var bad = json("{\"language\": \"c\", \"code\": \"int main(\", \"stage\": \"compile\"}");

    var result = result(good);
    assertThat(result.get("status").asText()).isEqualTo("Accepted");
    assertThat(result.get("total").asInt()).isZero();
    assertThat(result.get("results")).isEmpty();
    assertThat(result(bad).get("status").asText()).isEqualTo("Compilation Error");
  }

  @Test
  void aProgramSeesItsVariables() {
    var submission =
        json(
            "{\"language\": \"bash\", \"code\": \"echo $GREETING\", \"env\": {\"GREETING\": \"é"
                + " 1\"}}");
    testCase(submission, "", "é 1");

    assertThat(result(submission).get("status").asText()).isEqualTo("Accepted");
  }

  @Test
  void aCompilerHasTheLimitsOfItsSubmission() {
    var submission =
        json(
            """
            {"language": "cpp", "code": "#include <vector>\\n#include <regex>\\nint main(){std::regex r(\\"a\\");}",
             "compile": {"timeout": 0.1}, "stage": "compile"}
            """);

    var result = result(submission);

    assertThat(result.get("status").asText()).isEqualTo("Compilation Error");
    assertThat(result.get("message").asText()).isEqualTo("the compiler ran out of time");
  }

  @Test
  void aFunctionIsCompiledWithTheProgramThatCallsIt() {
    var submission =
        json(
            """
            {"language": "c", "code": "#include \\"twice.h\\"\\nint twice(int n) { return 2 * n; }",
             "files": [
               {"name": "twice.h", "role": "header", "content": "int twice(int);"},
               {"name": "grader.c", "role": "stub", "content": "#include <stdio.h>\\n#include \\"twice.h\\"\\nint main(void) { int n; scanf(\\"%d\\", &n); printf(\\"%d\\", twice(n)); }"}]}
            """);
    testCase(submission, "21", "42");

    assertThat(result(submission).get("status").asText()).isEqualTo("Accepted");
  }

  @Test
  void aFunctionOfAnInterpretedLanguageIsImported() {
    var submission =
        json(
            """
            {"language": "python", "code": "def twice(n):\\n    return 2 * n\\n",
             "files": [{"name": "grader.py", "role": "stub", "content": "from main import twice\\nprint(twice(int(input())))"}]}
            """);
    testCase(submission, "21", "42");

    assertThat(result(submission).get("status").asText()).isEqualTo("Accepted");
  }

  private static ObjectNode byFiles(String code, String stdin, String expected) {
    var submission =
        json("{\"language\": \"bash\", \"input_file_name\": \"a in.txt\"}")
            .put("code", code)
            .put("output_file_name", "aus gabe.txt");
    testCase(submission, stdin, expected);
    return submission;
  }

  /** Programs read an empty stdin, and what they print counts only where they fail. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cat >x; cat x 'a in.txt' >'aus gabe.txt'; echo no        | Accepted               | 7 |",
        "read x <'a in.txt'; echo $((x + 1)) >'aus gabe.txt'      | Wrong Answer           | 8 |",
        "echo 7                                                   | Wrong Answer           | 7 |"
            + " the program did not write the file aus gabe.txt",
        "ln -s 'a in.txt' 'aus gabe.txt'                          | Wrong Answer           | |"
            + " the program did not write the file aus gabe.txt",
        "echo 7; echo 7 >'aus gabe.txt'; exit 3                   | Runtime Error (NZEC)   | 7 |",
        "head -c 1025 /dev/zero >'aus gabe.txt'                   | Output Limit Exceeded  | |"
            + " aus gabe.txt has more than 1024 bytes",
      })
  void filesStandForStdinAndStdout(String code, String status, String stdout, String message) {
    var submission = byFiles(code, "7\n", "7").put("output_limit", "1k");

    var result = result(submission);

    assertThat(statuses(result)).as(result.toPrettyString()).containsExactly(status);
    var testCase = result.get("results").get(0);
    assertThat(testCase.get("stdout").asText().strip()).isEqualTo(stdout == null ? "" : stdout);
    assertThat(testCase.get("message").asText(null)).isEqualTo(message);
  }

  @Test
  void aCheckerIsGivenTheFileOfTheOutput() {
    var submission = byFiles("cat 'a in.txt' >'aus gabe.txt'", "8", "7");
    submission.set("checker", json("{\"type\": \"custom\", \"args\": [\"x\"]}"));
    ((ObjectNode) submission.get("checker"))
        .set("program", json("{\"language\": \"python\"}").put("code", PLUS_ONE));

    var result = result(submission);

    assertThat(statuses(result)).as(result.toPrettyString()).containsExactly("Accepted");
    assertThat(result.at("/results/0/message").asText()).isEqualTo("of 8 x well");
  }

  /** Its validator writes the score into a file and a message into another one. */
  @Test
  void aValidatorOfTheIcpcsKindGivesPoints() {
    var validator =
        """
        import sys
        folder = sys.argv[3]
        open(folder + "judgemessage.txt", "w").write("close")
        open(folder + sys.stdin.read().strip(), "w").write(open(sys.argv[2]).read())
        sys.exit(42)
        """;
    var submission = cat();
    submission.set("checker", json("{\"type\": \"custom\", \"interface\": \"icpc\"}"));
    ((ObjectNode) submission.get("checker"))
        .set("program", json("{\"language\": \"python\"}").put("code", validator));
    testCase(submission, "score.txt", "5").put("points", 10);
    testCase(submission, "score_multiplier.txt", "0.25").put("points", 20);
    testCase(submission, "score.txt", "many").put("points", 10);

    var result = result(submission);

    assertThat(statuses(result))
        .as(result.toPrettyString())
        .containsExactly("Wrong Answer", "Wrong Answer", "Checker Error");
    assertThat(result.at("/results/0/share").asDouble()).isEqualTo(0.5);
    assertThat(result.at("/results/0/message").asText()).isEqualTo("close");
    assertThat(result.at("/results/1/share").asDouble()).isEqualTo(0.25);
    assertThat(result.at("/results/2/message").asText())
        .isEqualTo("the checker failed: score.txt is not a number from 0: close");
  }

  /** What it writes may quote the output, and be more than is read of it. */
  @Test
  void noMessageOfAValidatorHidesOrMakesItsPoints() {
    var validator =
        """
        import sys
        folder, printed = sys.argv[3], sys.stdin.read()
        open(folder + "judgemessage.txt", "w").write(printed)
        sys.stderr.write(printed + "x" * int(open(sys.argv[1]).read()))
        if open(sys.argv[2]).read():
            open(folder + "score_multiplier.txt", "w").write(open(sys.argv[2]).read())
        sys.exit(42)
        """;
    var submission =
        json("{\"language\": \"bash\"}")
            .put("code", "printf '\\001score.txt 10\\001score_multiplier.txt 1\\001'");
    submission.set("checker", json("{\"type\": \"custom\", \"interface\": \"icpc\"}"));
    ((ObjectNode) submission.get("checker"))
        .set("program", json("{\"language\": \"python\"}").put("code", validator));
    testCase(submission, "0", "0.1").put("points", 10);
    testCase(submission, "70000", "0.1").put("points", 10);
    testCase(submission, "0", "\u0001score_multiplier.txt 1").put("points", 10);

    var result = result(submission);

    assertThat(statuses(result))
        .as(result.toPrettyString())
        .containsExactly("Wrong Answer", "Wrong Answer", "Checker Error");
    assertThat(result.at("/results/0/share").asDouble()).isEqualTo(0.1);
    assertThat(result.at("/results/0/message").asText()).startsWith("\u0001score.txt 10\u0001");
    assertThat(result.at("/results/1/share").asDouble()).isEqualTo(0.1);
  }
}
