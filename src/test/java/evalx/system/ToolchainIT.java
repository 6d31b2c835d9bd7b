package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What script/toolchain.sh makes ready is what compilers and programs take in their boxes. */
@ExtendWith(SharedProduct.class)
class ToolchainIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration LATER = Duration.ofMinutes(5);

  private final Product product;

  ToolchainIT(Product product) {
    this.product = product;
  }

  /** {@code -H} marks a precompiled header that was taken with an exclamation mark. */
  @ParameterizedTest
  @CsvSource({
    "bits/stdc++.h, gnu++17",
    "bits/stdc++.h, gnu++20",
    "bits/stdc++.h, c++17",
    "bits/stdc++.h, c++20",
    "iostream,      gnu++17",
    "iostream,      c++20"
  })
  void cppTakesItsHeaderPrecompiled(String header, String standard) {
    assertTaken(header, standard, standard);
  }

  /** These are made while the product runs already, the first time on a machine. */
  @ParameterizedTest
  @CsvSource({
    "bits/stdc++.h, c++23,   c++23",
    "bits/stdc++.h, gnu++2b, gnu++23",
    "iostream,      c++14,   c++14",
    "iostream,      gnu++1y, gnu++14"
  })
  void cppTakesAHeaderThatWasPrecompiledLater(String header, String standard, String name) {
    await().atMost(LATER).untilAsserted(() -> assertTaken(header, standard, name));
  }

  private void assertTaken(String header, String standard, String name) {
    var submission = submission("cpp", "#include <" + header + ">\nint main() { return 0; }\n");
    submission.putArray("compiler_options").add("-std=" + standard).add("-H");
    assertThat(accepted(submission.put("cache", false)).get("compile_output").asText())
        .contains("! /toolchain/cpp/" + header + ".gch/" + name);
  }

  @ParameterizedTest
  @CsvSource({"none,     /toolchain/java/lib/server/classes.jsa", "java.sql, /toolchain/java.jsa"})
  void javaMapsTheArchiveOfItsRuntime(String comment, String archive) {
    var submission =
        submission(
            "java",
            """
            import java.nio.file.*;

            public class Main { // %s
              public static void main(String[] args) throws Exception {
                Files.lines(Path.of("/proc/self/maps"))
                    .filter(line -> line.endsWith(".jsa"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .forEach(System.out::println);
              }
            }
            """
                .formatted(comment));
    assertThat(stdout(submission)).isEqualTo(archive + "\n");
  }

  /** What lies outside the lean runtime, and what it must have of its own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "new java.sql.Date(0).getTime()                                      | 0",
        "new java.awt.Point(1, 2).x                                          | 1",
        "Class.forName(new String(\"java.sql.Types\")).getSimpleName()         | Types",
        "String.format(java.util.Locale.GERMANY, \"%,d\", 1234567)            | 1.234.567",
        "new java.util.Random(1).nextInt(10)                                 | 5",
        "java.util.random.RandomGenerator.of(\"L64X128MixRandom\").isDeprecated() | false",
        "new String(\"\u00e9\".getBytes(\"IBM037\"), \"IBM037\").length()       | 1",
        "String.format(\"%,d %tB\", 1234567, new java.util.GregorianCalendar(2026, 0, 1)) |"
            + " 1,234,567 January"
      })
  void javaHasAllItsLibrary(String expression, String output) {
    var submission =
        submission(
            "java",
            """
            public class Main {
              public static void main(String[] args) throws Exception {
                System.out.println(%s);
              }
            }
            """
                .formatted(expression));
    assertThat(stdout(submission)).isEqualTo(output + "\n");
  }

  /** {@code -Xshare:on} ends a JVM that cannot map its archive. */
  @Test
  void javacMapsItsClassArchive() {
    var submission =
        submission("java", "public class Main { public static void main(String[] args) {} }");
    submission.putArray("compiler_options").add("-J-Xshare:on");
    accepted(submission);
  }

  private static ObjectNode submission(String language, String code) {
    return Client.JSON.createObjectNode().put("language", language).put("code", code);
  }

  private String stdout(ObjectNode submission) {
    return accepted(submission).at("/results/0/stdout").asText();
  }

  private JsonNode accepted(ObjectNode submission) {
    var client = product.client();
    var result = client.result(client.submit(submission), LIMIT);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    return result;
  }
}
