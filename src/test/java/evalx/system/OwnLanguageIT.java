package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A language of an operator's own in a folder beside /usr, in versions that are side by side. */
@Tag("slow")
class OwnLanguageIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> VERSIONS = List.of("1.9", "1.10", "2.0");
  private static final Path ROOT = Path.of("/opt/evalx-it-" + ProcessHandle.current().pid());

  /** Greets those whom a program names, and says which of its files have been kept. */
  private static final String GREET =
      """
      #!/bin/sh
      [ "$1" != --version ] || exec echo greet VERSION
      echo "$GREETING, $(cat "$1"): $(cd /app && find . -type f | sort | xargs)"
      """;

  private static final String ENTRY =
      """
      { "id": "greet", "name": "Greet", "file": "main.greet",
        "roots": ["ROOT"], "tools": ["ROOT/*/greet"], "env": { "GREETING": "Hello" },
        "compile": ["/bin/sh", "-c", "mkdir -p notes more && tr a-z A-Z <$1 >shouted \
          && touch shouted.o notes/a.txt notes/a.log more/shouted", "sh", "/app/{main}"],
        "keep": ["shout?d", "notes/*.txt"],
        "run": ["{tool}", "/app/shouted"], "version": ["{tool}", "--version"],
        "timeout": 5, "memory": "64m", "smallest_memory": "16m", "parallel": 4, "cache_seconds": 60,
        "self_test": { "code": "you", "stdin": "",
          "stdout": "Hello, YOU: ./notes/a.txt ./shouted\\n" } }
      """;

  private static Product product;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    for (var version : VERSIONS) {
      var tool = Files.createDirectories(ROOT.resolve(version)).resolve("greet");
      Files.writeString(tool, GREET.replace("VERSION", version));
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    product = Product.prepare(Map.of("LANGUAGES", "bash,greet"));
    var folder = Files.createDirectories(product.state().resolve("languages.d"));
    Files.writeString(folder.resolve("greet.json"), ENTRY.replace("ROOT", ROOT.toString()));
    product.up();
    client = product.client();
    await("its self-test")
        .atMost(LIMIT)
        .until(() -> !greet().get("reason").asText("").startsWith("no worker"));
    assertThat(greet().get("works").asBoolean()).as(greet().toString()).isTrue();
  }

  @AfterAll
  static void stop() {
    product.close();
    assertThat(Script.asRoot("rm", "-r", ROOT.toString())).isZero();
  }

  private static JsonNode greet() {
    var all = Client.json(client.get("/languages").body()).get("languages");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(language -> language.get("id").asText().equals("greet"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode result(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT);
  }

  private static ObjectNode program() {
    return Client.JSON.createObjectNode().put("language", "greet").put("code", "world");
  }

  @Test
  void itsCompilerItsVariablesAndItsFolderAreThere() {
    var result = result(program());

    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    assertThat(result.at("/results/0/stdout").asText())
        .isEqualTo("Hello, WORLD: ./notes/a.txt ./shouted\n");
  }

  @Test
  void whatItsCompilerLeavesBesideTheProgramIsNotKeptButFilesThatCameAre() {
    var submission = Client.JSON.createObjectNode().put("language", "greet");
    var files = submission.putArray("files");
    files.addObject().put("name", "main.greet").put("content", "world");
    files.addObject().put("name", "more/a.o").put("content", "");

    assertThat(result(submission).at("/results/0/stdout").asText())
        .isEqualTo("Hello, WORLD: ./main.greet ./more/a.o ./notes/a.txt ./shouted\n");
  }

  @ParameterizedTest
  @CsvSource({"1.9, 1.9", "1.10, 1.10", "1, 1.10", "2, 2.0", ", 2.0"})
  void eachToolIsAVersion(String wanted, String version) {
    assertThat(result(program().put("version", wanted)).get("version").asText()).isEqualTo(version);
  }

  @Test
  void aVersionThatNoToolHasIsRefused() {
    var refused = client.post(Client.bytes(program().put("version", "1.1")));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(Client.json(refused.body()).at("/errors/0/message").asText())
        .isEqualTo("must match one of " + VERSIONS);
  }

  @Test
  void itsFolderCannotBeWrittenByPrograms() {
    var code = "echo >" + ROOT + "/1.9/greet || echo refused; ls " + ROOT;
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);

    assertThat(result(submission).at("/results/0/stdout").asText())
        .isEqualTo("refused\n1.10\n1.9\n2.0\n");
  }
}
