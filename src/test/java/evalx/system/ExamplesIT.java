package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The problems under examples/, sent as a user sends them. */
@ExtendWith(SharedProduct.class)
class ExamplesIT {
  private static final Path EXAMPLES = Path.of("examples");
  private static final long PATIENCE_SECONDS = 120;

  /** What a solution must end as, by the folder that it is in. */
  private static final Map<String, String> ENDS =
      Map.of(
          "accepted", "Accepted: ",
          "wrong_answer", "Wrong Answer: ",
          "time_limit_exceeded", "Time Limit Exceeded: ",
          "partial", "Wrong Answer: 3 of 4 test cases, 65 of 100 points");

  private static String server;

  @BeforeAll
  static void connect(Product product) {
    server = "http://127.0.0.1:" + product.port("PORT");
  }

  static List<Path> solutions() throws IOException {
    try (Stream<Path> files = Files.find(EXAMPLES, 3, (file, status) -> status.isRegularFile())) {
      return files
          .filter(file -> ENDS.containsKey(String.valueOf(file.getParent().getFileName())))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("solutions")
  void aSolutionEndsAsItsFolderSays(Path solution) {
    var folder = String.valueOf(solution.getParent().getFileName());
    var problem = solution.getParent().getParent();

    var output = submit(problem.toString(), solution.toString());

    assertThat(output).startsWith(ENDS.get(folder));
  }

  @Test
  void everyProblemHasARightAndAWrongSolution() throws IOException {
    var problems =
        solutions().stream().map(file -> file.getParent().getParent()).distinct().toList();
    try (var folders = Files.list(EXAMPLES)) {
      assertThat(folders.filter(Files::isDirectory)).containsExactlyInAnyOrderElementsOf(problems);
    }
    for (var problem : problems) {
      assertThat(problem.resolve("accepted")).isDirectory();
      assertThat(solutions().stream().filter(file -> file.startsWith(problem)))
          .anyMatch(file -> !file.getParent().endsWith("accepted"));
    }
  }

  private static String submit(String... arguments) {
    var command =
        Stream.concat(
                Stream.of("python3", EXAMPLES.resolve("submit").toString()), Stream.of(arguments))
            .toList();
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("EVALX", server);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
