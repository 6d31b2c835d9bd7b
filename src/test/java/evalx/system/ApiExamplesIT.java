package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs of the API page, as people copy them. */
@ExtendWith(SharedProduct.class)
class ApiExamplesIT {
  private static final Path EXAMPLES = Path.of("src/main/webapp/assets/docs/examples");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static Product product;

  @BeforeAll
  static void prepare(Product shared) {
    product = shared;
  }

  /** With a request that people can copy. */
  @Test
  void everyPathIsOnAPage() throws IOException {
    var pages =
        Files.readString(Path.of("docs/api.md"))
            + Files.readString(Path.of("docs/admin.md")).replace("$A", "$EVALX/admin");
    var paths = new OpenApi(product.client()).paths();

    assertThat(paths).hasSizeGreaterThan(30).allMatch(path -> shown(path).matcher(pages).find());
  }

  /** {@code {token}} may be a variable, or the beginning of one. */
  private static Pattern shown(String path) {
    var words = path.replaceAll("\\{\\w+}", "\\\\E[\\\\w.\\$-]+\\\\Q");
    return Pattern.compile("\\$EVALX\\Q" + words + "\\E(?![\\w/])");
  }

  @ParameterizedTest
  @CsvSource({"bash, submit.sh", "python3, submit.py", "node, submit.mjs", "java, Submit.java"})
  void anExamplePrintsTheVerdicts(String command, String file) {
    var outcome =
        Script.runProgram(
            LIMIT,
            "env",
            "EVALX=http://127.0.0.1:" + product.port("PORT"),
            command.equals("java")
                ? ProcessHandle.current().info().command().orElse("java")
                : command,
            EXAMPLES.resolve(file).toString());

    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(outcome.output().lines().map(line -> line.split(",", 2)[0]))
        .containsExactly("Wrong Answer", "  Accepted", "  Wrong Answer");
  }
}
