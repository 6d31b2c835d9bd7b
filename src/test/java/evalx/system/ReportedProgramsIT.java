package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs of the kind that users of other engines reported, because their verdicts were wrong. All
 * are sent at once.
 */
@ExtendWith(SharedProduct.class)
class ReportedProgramsIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();
  private static final Map<String, String> TOKENS = new LinkedHashMap<>();

  private static Client client;

  /** A submission, and how it ends. */
  private record Row(ObjectNode submission, String status, String stderr) {}

  static {
    add(
        "an exception called like one of a lack of memory",
        "python",
        "class OutOfMemoryError(Exception):\n    pass\nraise OutOfMemoryError('the pool is full')",
        "Runtime Error (NZEC)",
        "OutOfMemoryError: the pool is full");
    add(
        "a lack of memory that is only spoken of",
        "cpp",
        "#include <cassert>\n#include <iostream>\n"
            + "int main() { std::cerr << \"got no std::bad_alloc\\n\"; assert(1 == 2); }",
        "Runtime Error (SIGABRT)",
        "got no std::bad_alloc");
    add(
        "an allocation that is larger than the machine",
        "python",
        "x = [0] * 10**12",
        "Memory Limit Exceeded",
        "MemoryError");
    add(
        "words about an allocation that nobody asked for",
        "python",
        "import sys\nsys.stderr.write('MemoryError')\nsys.exit(1)",
        "Runtime Error (NZEC)",
        "MemoryError");
    add(
        "an array that is larger than the limit",
        "cpp",
        "static long long a[100000000];\n"
            + "int main() { for (int i = 2; i < 100000000; i++) a[i] = a[i - 1] + i;"
            + " return a[9] == 0; }",
        "Memory Limit Exceeded",
        "");
    add(
        "an exception that nobody catches",
        "cpp",
        "#include <stdexcept>\nint main() { throw std::runtime_error(\"all of it; the end\"); }",
        "Runtime Error (SIGABRT)",
        "all of it; the end");
    add("an error of syntax before an input", "python", "print(input()", "Compilation Error", "");
    add(
        "buffers below the limit",
        "javascript",
        "const a = [];\nfor (let i = 0; i < 90; i++) a.push(Buffer.alloc(1 << 20, 1));",
        "Accepted",
        "");
    add("a small program in little memory", "c", "int main(void) { return 0; }", "Accepted", "");
    add(
        "many lines of output",
        "python",
        "for i in range(1626):\n    print(\"Hello world\")",
        "Accepted",
        "");
    add(
        "a script that prints nothing",
        "javascript",
        "function display(){ document.getElementById(\"x\"); }",
        "Accepted",
        "");
    compare("many lines of output", "Hello world\n".repeat(1626));
    compare("a script that prints nothing", "");
    ROWS.get("an array that is larger than the limit").submission().put("wall_timeout", 20);
    ROWS.get("buffers below the limit").submission().put("memory", "128m");
    ROWS.get("a small program in little memory").submission().put("memory", "16m");
  }

  private static void add(String name, String language, String code, String status, String stderr) {
    var submission = Client.JSON.createObjectNode().put("language", language).put("code", code);
    submission.put("cache", false).putArray("test_cases").addObject().put("stdin", "1 2\n");
    ROWS.put(name, new Row(submission, status, stderr));
  }

  private static void compare(String name, String expected) {
    var testCase = (ObjectNode) ROWS.get(name).submission().at("/test_cases/0");
    testCase.put("stdin", "").put("expected_output", expected);
  }

  static Stream<String> names() {
    return ROWS.keySet().stream();
  }

  @BeforeAll
  static void sendAll(Product product) {
    client = product.client();
    ROWS.forEach((name, row) -> TOKENS.put(name, client.submit(row.submission())));
  }

  @ParameterizedTest
  @MethodSource("names")
  void endsAsItMust(String name) {
    var row = ROWS.get(name);
    var result = client.result(TOKENS.get(name), LIMIT);

    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo(row.status());
    for (JsonNode run : result.path("results")) {
      assertThat(run.path("stderr").asText()).contains(row.stderr());
      assertThat(run.path("space").asLong()).isLessThanOrEqualTo(limitOf(row));
    }
  }

  /** In KiB, as is what a run used. */
  private static long limitOf(Row row) {
    var memory = row.submission().path("memory").asText("256m");
    return Long.parseLong(memory.replace("m", "")) << 10;
  }
}
