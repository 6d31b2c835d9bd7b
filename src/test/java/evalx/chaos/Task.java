package evalx.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A program of which it is known how it ends. Its input is its own, so that no other's result is
 * taken for it.
 *
 * @param status how it must end
 * @param stdout what it prints; empty where nothing is said about it
 */
record Task(int number, Program program, String status, String stdout) {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final List<Program> PROGRAMS = List.of(Program.values());

  /** What is submitted. */
  enum Program {
    BASH("bash", "read -r a b; sleep 0.$((a % 5)); echo $((a + b))"),
    PYTHON("python", "a, b = map(int, input().split())\nprint(a + b)"),
    C(
        "c",
        """
        #include <stdio.h>
        // @VARIANT@
        int main(void) {
          long a, b;
          if (scanf("%ld %ld", &a, &b) != 2) return 1;
          printf("%ld\\n", a + b);
        }
        """),
    JAVASCRIPT(
        "javascript",
        "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);\n"
            + "console.log(a + b);"),
    WRONG("bash", "read -r a b; echo $((a + b + 1))", "Wrong Answer"),
    SLOW("bash", "read -r a b; sleep 2; echo $((a + b))"),
    FAILS("python", "import sys\nsys.exit(3)", "Runtime Error (NZEC)"),
    BROKEN("c", "int main(void) { return @VARIANT@ }", "Compilation Error"),
    ENDLESS("bash", "while :; do :; done", "Time Limit Exceeded"),
    LARGE("python", "x = b\"x\" * (300 << 20)\nprint(len(x))", "Memory Limit Exceeded");

    private static final int VARIANTS = 10;

    private final String language;
    private final String code;
    private final String status;

    Program(String language, String code) {
      this(language, code, "Accepted");
    }

    Program(String language, String code, String status) {
      this.language = language;
      this.code = code;
      this.status = status;
    }

    private boolean prints() {
      return status.equals("Accepted") || this == WRONG;
    }
  }

  /** The task of a number: programs take turns. */
  static Task of(int number) {
    var program = PROGRAMS.get(number % PROGRAMS.size());
    var sum = 2 * number + 1 + (program == Program.WRONG ? 1 : 0);
    return new Task(number, program, program.status, program.prints() ? sum + "\n" : "");
  }

  /** The body of {@code POST /submissions}. */
  ObjectNode submission() {
    var body = common();
    body.putArray("test_cases").add(testCase());
    return body;
  }

  /** The body of {@code POST /execute}. */
  ObjectNode execution() {
    var body = common();
    body.setAll(testCase());
    return body;
  }

  private ObjectNode common() {
    var variant = Integer.toString(number % Program.VARIANTS);
    var body = JSON.createObjectNode().put("language", program.language);
    body.put("code", program.code.replace("@VARIANT@", variant));
    body.put("cache", number % 2 == 0);
    if (program == Program.ENDLESS) {
      body.put("timeout", 0.2);
    }
    if (program == Program.LARGE) {
      body.put("memory", "64m");
    }
    return body;
  }

  private ObjectNode testCase() {
    return JSON.createObjectNode()
        .put("stdin", number + " " + (number + 1) + "\n")
        .put("expected_output", 2 * number + 1 + "\n");
  }

  /** Whether a whole result is the one that this must have. */
  boolean isRight(JsonNode result) {
    return result.path("status").asText().equals(status)
        && (stdout.isEmpty() || result.at("/results/0/stdout").asText().equals(stdout));
  }
}
