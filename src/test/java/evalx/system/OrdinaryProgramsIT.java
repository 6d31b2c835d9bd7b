package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ordinary programs ask of the machine they run on works in a box too. Each program under
 * {@code ordinary/<language>} prints {@code ok}, which those that read find in their stdin; all are
 * sent at once.
 */
@ExtendWith(SharedProduct.class)
class OrdinaryProgramsIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final Map<String, String> WITH_DATA =
      Map.of(
          "python", "print(open('word.txt').read()); open('word.txt', 'w').write('x')",
          "bash", "cat word.txt; echo; echo x >> word.txt",
          "c",
              "#include <stdio.h>\nint main(void) { char word[9]; FILE *f = fopen(\"word.txt\","
                  + " \"r+\"); if (f && fgets(word, 9, f)) puts(word); return !f; }");

  private static Client client;
  private static final Map<String, String> TOKENS = new TreeMap<>();

  @BeforeAll
  static void sendAll(Product product) {
    client = product.client();
    programs().forEach(name -> TOKENS.put(name, client.submit(submission(name))));
    languagesWithData().forEach(name -> TOKENS.put(name, client.submit(withData(name))));
  }

  /** Such as {@code python/opens_dev_stdout.py}. */
  static Stream<String> programs() {
    try (Stream<Path> files = Files.walk(folder())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder().relativize(file).toString())
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> languagesWithData() {
    return WITH_DATA.keySet().stream().sorted();
  }

  private static Path folder() {
    try {
      var url = Objects.requireNonNull(OrdinaryProgramsIT.class.getResource("/ordinary"));
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode submission(String name) {
    try {
      var code = Files.readString(folder().resolve(name));
      return expectingOk(Programs.submissionOf(name.substring(0, name.indexOf('/')), code));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode withData(String language) {
    var submission = expectingOk(Client.JSON.createObjectNode().put("language", language));
    var files = submission.putArray("files");
    files.addObject().put("name", mainFile(language)).put("content", WITH_DATA.get(language));
    files.addObject().put("name", "word.txt").put("content", "ok");
    return submission;
  }

  private static String mainFile(String language) {
    var suffix = Map.of("python", "py", "bash", "sh").getOrDefault(language, language);
    return "main." + suffix;
  }

  private static ObjectNode expectingOk(ObjectNode submission) {
    submission
        .put("cache", false)
        .putArray("test_cases")
        .addObject()
        .put("stdin", "ok\n")
        .put("expected_output", "ok\n");
    return submission;
  }

  @ParameterizedTest
  @MethodSource("programs")
  void works(String name) {
    var result = client.result(TOKENS.get(name), LIMIT);
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
    assertThat(result.path("compile_output").asText("")).as("what is not its own").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languagesWithData")
  void readsAndWritesFilesSentAlong(String language) {
    var result = client.result(TOKENS.get(language), LIMIT);
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
  }
}
