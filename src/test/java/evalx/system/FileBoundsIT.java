package evalx.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names, numbers and sizes files may have: those sent, those named and those given back. */
@ExtendWith(SharedProduct.class)
class FileBoundsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String NONE = "0".repeat(64);
  private static final int MAX_FILES = 100;

  /** The longest of each kind, one of them composed and another not, and what shells would read. */
  private static final List<String> NAMES =
      List.of(
          "gr\u00f6\u00dfe.txt",
          "gro\u0308\u00dfe.txt",
          "данные/файл (1).txt",
          "数据.😀",
          "العربية.txt",
          "-rf",
          "'; echo \"$(id)`\\",
          "*",
          " ",
          "...",
          ".hidden",
          "x".repeat(255),
          "😀".repeat(63),
          "d/".repeat(15) + "deep");

  private static Product product;
  private static Client client;
  private static StoredFiles files;

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = shared.client();
    files = new StoredFiles(client);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static JsonNode result(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT);
  }

  private static void assertRefused(HttpResponse<String> answer, String field, String message) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(Client.json(answer.body()).get("errors"))
        .as(answer.body())
        .anySatisfy(
            error -> {
              assertThat(error.get("field").asText()).isEqualTo(field);
              assertThat(error.get("message").asText()).contains(message);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'files': [{'name': 'a', 'content': ''}, {'name': '../b', 'file': 'NONE'}]"
            + " | files[1].name | must be a relative path",
        "'files': [{'name': 'a', 'content': ''}, {'name': '/etc/b', 'file': 'NONE'}]"
            + " | files[1].name | must be a relative path",
        "'files': [{'name': 'a', 'content': ''}, {'name': 'a/b', 'content': ''}]"
            + " | files[1].name | is in a folder that is also a file",
        "'files': [{'name': 'a', 'content': ''}, {'name': 'a', 'content': ''}]"
            + " | files[1].name | is already used by another file",
        "'files': [{'name': 'a', 'content': ''}, {'name': 'LONG', 'content': ''}]"
            + " | files[1].name | each of at most 255 bytes",
        "'files': [{'name': 'a', 'content': ''}, {'name': 'b', 'file': 'NONE'}]"
            + " | files[1].file | there is no file NONE; send it with PUT /files",
        "'files': [{'name': 'a', 'content': ''}, {'name': 'b', 'file': 'abc'}]"
            + " | files[1].file | must be a SHA-256",
        "'code': '', 'test_cases': [{}, {'expected_output_file': 'NONE'}]"
            + " | test_cases[1].expected_output_file | there is no file NONE",
        "'code': '', 'checker': {'type': 'custom', 'program': {'language': 'c',"
            + " 'files': [{'name': 'a.c', 'content': ''}, {'name': 'a.h', 'file': 'NONE'}]}}"
            + " | checker.program.files[1].file | there is no file NONE",
        "'code': '', 'output_files': ['a', '../b'] | output_files[1] | must be a relative path",
        "'code': '', 'output_files': ['/etc/*'] | output_files[0] | must be a relative path",
        "'code': '', 'output_files': [MANY] | output_files | at most 16 elements",
        "'code': '', 'input_file_name': '../b' | input_file_name | must",
        "'code': '', 'output_file_name': '/b' | output_file_name | must",
      })
  void namesAndReferencesThatCannotBeUsedAreTold(String members, String field, String message) {
    var body =
        "{'language': 'bash', %s}"
            .formatted(members)
            .replace("LONG", "x".repeat(256))
            .replace("MANY", "'x', ".repeat(16) + "'x'")
            .replace("NONE", NONE)
            .replace('\'', '"');

    assertRefused(client.post(bytes(body)), field, message.replace("NONE", NONE));
  }

  /**
   * A program that prints what its files have.
   *
   * @param names of the files beside it; every other one is in the file store
   */
  private static ObjectNode reading(List<String> names) {
    var submission = Client.JSON.createObjectNode().put("language", "python");
    var literal = Client.JSON.valueToTree(names).toString();
    var code = "for name in %s: print(open(name).read())".formatted(literal);
    var sources = submission.putArray("files");
    sources.addObject().put("name", "main.py").put("content", code);
    for (int i = 0; i < names.size(); i++) {
      var source = sources.addObject().put("name", names.get(i));
      if (i % 2 == 0) {
        source.put("content", Integer.toString(i));
      } else {
        source.put("file", files.id(bytes(Integer.toString(i))));
      }
    }
    var expected =
        IntStream.range(0, names.size()).mapToObj(i -> i + "\n").collect(Collectors.joining());
    submission.putArray("test_cases").addObject().put("expected_output", expected);
    return submission;
  }

  @Test
  void aProgramFindsItsFilesByNamesOfAnyScriptAndShape() {
    var result = result(reading(NAMES));

    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
  }

  /** It is the same one for all runs. */
  @Test
  void aFileOfTheStoreCanBeReadAndNotChanged() {
    var submission = Client.JSON.createObjectNode().put("language", "bash");
    var code = "for i in 1 2; do echo x >>data.txt && echo changed; done 2>/dev/null; cat data.txt";
    var sources = submission.putArray("files");
    sources.addObject().put("name", "main.sh").put("content", code);
    sources.addObject().put("name", "data.txt").put("file", files.id(bytes("as sent\n")));
    for (var stdin : List.of("1", "2")) {
      submission
          .withArray("test_cases")
          .addObject()
          .put("stdin", stdin)
          .put("expected_output", "as sent\n");
    }

    var result = result(submission);

    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
  }

  @Test
  void aProgramHasAHundredFilesAndNoMore() {
    var names = IntStream.range(1, MAX_FILES).mapToObj(i -> "f" + i).toList();
    var all = reading(names);
    var tooMany = all.deepCopy();
    tooMany.withArray("files").addObject().put("name", "g").put("content", "");

    assertRefused(client.post(Client.bytes(tooMany)), "files", "at most 100 elements");
    var result = result(all);
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
  }

  @Test
  void theFilesOfAProgramHaveABoundTogether() {
    var half = files.id(new byte[29 << 20]);
    var submission = reading(List.of("a"));
    for (var name : List.of("b", "c")) {
      submission.withArray("files").addObject().put("name", name).put("file", half);
    }

    assertRefused(client.post(Client.bytes(submission)), "files", "at most 56 MiB");
  }

  /** The shared product takes 256 MiB; of what is more, no byte is waited for. */
  @Test
  void aFileThatIsTooLargeIsRefusedBeforeItIsSent() {
    var answer =
        RawExchange.send(
            product.port("PORT"),
            "PUT /files",
            "Host: localhost\r\nContent-Length: " + ((256 << 20) + 1));

    assertThat(answer.status()).as(answer.body()).isEqualTo(413);
    assertThat(answer.type()).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({"/files, gzip, 415", "/files?name=x, identity, 422", "/files/x, identity, 405"})
  void aFileIsSentAsItIs(String path, String encoding, int status) {
    var request =
        client
            .request(path)
            .header("Content-Encoding", encoding)
            .PUT(BodyPublishers.ofString("x"))
            .build();

    assertThat(client.send(request).statusCode()).isEqualTo(status);
  }

  /** Each asks for what begins with f. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for i in {1..32}; do echo >f$i; done | 32 |",
        "for i in {1..33}; do echo >f$i; done | 0"
            + " | output files are not kept: more than 32 of a run, or 1000 of a submission",
        "printf 1 >f; head -c 8388607 /dev/zero >other | 1 |",
        "printf 1 >f; head -c 8388608 /dev/zero >other | 0"
            + " | output files are not kept: they have more than 8 MiB",
        "ln -s /etc/passwd f1; mkdir f2; echo >f2/f; mkfifo f3; echo >f4 | 1 |",
        "echo >f; exit 3 | 0 |",
      })
  void filesThatARunLeavesAreBounded(String code, int count, String message) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    submission.putArray("output_files").add("f*");

    var result = result(submission).at("/results/0");

    assertThat(result.get("message").asText(null)).isEqualTo(message);
    assertThat(result.path("files")).as(result.toString()).hasSize(count);
  }

  @Test
  void aLongOutputIsKeptOnlyWhereAskedFor() {
    var submission = Client.JSON.createObjectNode().put("language", "bash");
    submission.put("code", "seq 30000");

    var result = result(submission).at("/results/0");

    assertThat(result.get("stdout_truncated").asBoolean()).isTrue();
    assertThat(result.has("stdout_file")).isFalse();
  }

  @Test
  void whatACheckerSaysIsMoreImportantThanFilesThatAreNotKept() {
    var submission = Client.JSON.createObjectNode().put("language", "bash");
    submission.put("code", "for i in {1..33}; do echo >f$i; done");
    submission.putArray("output_files").add("f*");
    var checker = submission.putObject("checker").put("type", "custom");
    checker.putObject("program").put("language", "bash").put("code", "echo well done >&2");

    var result = result(submission).at("/results/0");

    assertThat(result.get("message").asText()).isEqualTo("well done");
    assertThat(result.path("files")).isEmpty();
  }

  @Test
  void aSubmissionIsGivenAThousandFilesBackAndNoMore() {
    var code = "for i in {1..32}; do echo >f$i; done";
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    submission.putArray("output_files").add("f*");
    var cases = submission.putArray("test_cases");
    for (int i = 0; i < 32; i++) {
      cases.addObject().put("stdin", Integer.toString(i));
    }

    var result = result(submission);

    assertThat(result.get("status").asText()).isEqualTo("Accepted");
    assertThat(result.get("results").findValues("file")).hasSize(31 * 32);
    assertThat(result.get("results").findValuesAsText("message"))
        .filteredOn(message -> message.contains("1000 of a submission"))
        .hasSize(1);
  }
}
