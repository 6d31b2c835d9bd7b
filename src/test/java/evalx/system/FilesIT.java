package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test data and files by reference, outputs that are kept, and files that runs leave. */
@ExtendWith(SharedProduct.class)
class FilesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static Client client;
  private static OpenApi described;
  private static StoredFiles files;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
    described = new OpenApi(client);
    files = new StoredFiles(client);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode program(String language, String code) {
    return Client.JSON.createObjectNode().put("language", language).put("code", code);
  }

  private static JsonNode result(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT);
  }

  @Test
  void aFileIsNamedByItsContentAndSentAgainInVain() {
    var first = files.send(bytes("abc"));
    described.describes("put", "/files", first);
    assertThat(first.statusCode()).isIn(200, 201);
    assertThat(Client.json(first.body()).get("file").asText()).isEqualTo(ABC);
    assertThat(Client.json(first.body()).get("size").asInt()).isEqualTo(3);
    assertThat(files.send(bytes("abc")).statusCode()).isEqualTo(200);

    var head = files.head(ABC);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).contains("3");
    assertThat(client.get("/files/" + ABC).body()).isEqualTo("abc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000000000000000000000000000000000000000000000000000000000000000", "x"})
  void aFileThatIsNotThereIsUnknown(String name) {
    assertThat(files.head(name).statusCode()).isEqualTo(404);
    HttpResponse<String> response = client.get("/files/" + name);
    described.describes("get", "/files/{sha256}", response);
    assertThat(response.statusCode()).isEqualTo(404);
  }

  @Test
  void aFileThatASubmissionNamesInVainIsNamed() {
    var submission = program("bash", "cat");
    var none = "0".repeat(64);
    submission.putArray("test_cases").addObject().put("stdin_file", none);
    submission.withArray("test_cases").addObject().put("stdin", "1").put("stdin_file", ABC);
    var response = client.post(Client.bytes(submission));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.json(response.body()).at("/errors").findValuesAsText("field"))
        .contains("test_cases[0].stdin_file", "test_cases[1].stdin_file");
    assertThat(response.body()).contains(none);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "python", "cpp"})
  void programsReadTestDataAndFilesOfTheStore(String language) {
    var code =
        switch (language) {
          case "bash" -> "cat - data.txt";
          case "python" -> "import sys\nprint(sys.stdin.read() + open('data.txt').read(), end='')";
          default ->
              "#include <fstream>\n"
                  + "#include <iostream>\n"
                  + "int main() { std::ifstream data(\"data.txt\"); std::cout << std::cin.rdbuf()"
                  + " << data.rdbuf(); }";
        };
    var submission = Client.JSON.createObjectNode().put("language", language);
    var sources = submission.putArray("files");
    sources
        .addObject()
        .put("name", language.equals("cpp") ? "main.cpp" : "main")
        .put("content", code);
    sources.addObject().put("name", "data.txt").put("file", files.id(bytes("def")));
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin_file", files.id(bytes("abc")))
        .put("expected_output_file", files.id(bytes("abcdef\n")));

    var result = result(submission);

    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    assertThat(result.at("/results/0/stdout").asText()).isEqualTo("abcdef");
  }

  /** The lean runtime has no logging, and the first file no class to begin in. */
  @Test
  void theMainClassMayBeInAFileOfTheStore() {
    var submission = Client.JSON.createObjectNode().put("language", "java");
    var sources = submission.putArray("files");
    sources.addObject().put("name", "Util.java").put("content", "class Util {}");
    var app =
        """
        public class App {
          public static void main(String[] args) {
            System.out.println(java.util.logging.Level.INFO);
          }
        }
        """;
    sources.addObject().put("name", "App.java").put("file", files.id(bytes(app)));
    submission.putArray("test_cases").addObject().put("expected_output", "INFO");

    var result = result(submission);

    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
  }

  @Test
  void largeOutputsAreComparedToTheLastByteAndKeptWhereAskedFor() {
    var content = new byte[12_000_000];
    new Random(20261128).nextBytes(content);
    var right = files.id(content);
    content[content.length - 1]++;
    var wrong = files.id(content);
    var submission = program("bash", "cat").put("keep_output", true);
    submission.putObject("checker").put("type", "exact");
    var cases = submission.putArray("test_cases");
    cases.addObject().put("stdin_file", right).put("expected_output_file", right);
    cases.addObject().put("stdin_file", right).put("expected_output_file", wrong);

    var results = result(submission).get("results");

    assertThat(results.findValuesAsText("status")).containsExactly("Accepted", "Wrong Answer");
    assertThat(results.findValuesAsText("stdout_truncated")).containsOnly("true");
    assertThat(results.findValuesAsText("stdout_file")).containsExactly(right, right);
  }

  private static final String SUM =
      """
      #include <stdio.h>
      static unsigned long sum(const char *name) {
        unsigned long sum = 0;
        FILE *file = fopen(name, "r");
        for (int c; (c = getc(file)) != EOF;) sum += c;
        return sum;
      }
      """;

  private static final String SUM_OF_STDIN =
      "int main(void) { printf(\"%lu\\n\", sum(\"/dev/stdin\")); }";

  /** Is given the data as its input and as its answer. */
  private static final String RIGHT_SUM =
      """
      #include "sum.h"
      int main(int count, char **files) {
        unsigned long printed, right = sum(files[1]);
        if (right != sum(files[3])) return 3;
        return fscanf(fopen(files[2], "r"), "%lu", &printed) != 1 || printed != right;
      }
      """;

  private static ObjectNode summed(String sum, String data) {
    var submission = program("c", SUM + sum);
    var checker = submission.putObject("checker").put("type", "custom").put("memory", "16m");
    var sources = checker.putObject("program").put("language", "c").putArray("files");
    sources.addObject().put("name", "check.c").put("content", RIGHT_SUM);
    sources.addObject().put("name", "sum.h").put("file", files.id(bytes(SUM)));
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin_file", data)
        .put("expected_output_file", data);
    return submission;
  }

  /** The data would not fit into the memory of the checker, which its header has been sent for. */
  @Test
  void aCheckerReadsDataOfTheStoreWhereItLies() {
    var content = new byte[40_000_000];
    new Random(20261129).nextBytes(content);
    var data = files.id(content);

    var right = result(summed(SUM_OF_STDIN, data));
    var wrong = result(summed("int main(void) { puts(\"1\"); }", data));

    assertThat(right.get("status").asText()).as(right.toString()).isEqualTo("Accepted");
    assertThat(wrong.get("status").asText()).as(wrong.toString()).isEqualTo("Wrong Answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"testlib", "icpc"})
  void anInteractorReadsDataOfTheStore(String protocol) {
    var right = protocol.equals("testlib") ? 0 : 42;
    var answer = protocol.equals("testlib") ? "$3" : "$2";
    var submission = program("bash", "read n; echo $((n + 1))");
    submission
        .putObject("checker")
        .put("type", "interactive")
        .put("interface", protocol)
        .set(
            "program",
            program(
                "bash",
                "cat $1; read n; [[ $n == $(<%s) ]] && exit %d; exit 9".formatted(answer, right)));
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin_file", files.id(bytes("41\n")))
        .put("expected_output_file", files.id(bytes("42")));

    var result = result(submission);

    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
  }

  @Test
  void filesThatARunLeavesAreGivenBack() {
    var submission =
        program("bash", "echo report >'r größe.txt'; mkdir d; echo deep >d/x.out; echo >other");
    submission.putArray("output_files").add("r größe.txt").add("d/*.out");

    var result = result(submission);

    var left = result.at("/results/0/files");
    assertThat(left.findValuesAsText("name"))
        .as(result.toString())
        .containsExactly("d/x.out", "r größe.txt");
    assertThat(client.get("/files/" + left.at("/1/file").asText()).body()).isEqualTo("report\n");
  }
}
