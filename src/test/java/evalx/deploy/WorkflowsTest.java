package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the workflows may do, and whose code they run. */
class WorkflowsTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static List<Path> files() {
    try (var files = Files.list(Path.of(".github/workflows"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void actionsArePinnedAndPermissionsAreFew(Path file) throws IOException {
    var workflow = YAML.readTree(file.toFile());
    assertThat(workflow.has("permissions")).isTrue();
    assertThat(workflow.get("permissions").toString()).doesNotContain("write");
    for (JsonNode job : workflow.get("jobs")) {
      assertThat(job.has("timeout-minutes")).isTrue();
      for (String action : job.findValuesAsText("uses")) {
        assertThat(action).matches("[\\w.-]+/[\\w.-]+@[0-9a-f]{40}");
      }
    }
  }

  /** A repository's rules for an environment hold for jobs that name it, and for no others. */
  @Test
  void deployingIsStartedByHandAndBoundToAnEnvironmentThatHasTheSecrets() throws IOException {
    var workflow = YAML.readTree(Path.of(".github/workflows/deploy.yml").toFile());
    assertThat(workflow.get("on").fieldNames()).toIterable().containsExactly("workflow_dispatch");
    for (JsonNode job : workflow.get("jobs")) {
      assertThat(job.get("environment").asText()).isEqualTo("${{ inputs.environment }}");
      assertThat(job.get("permissions").toString()).doesNotContain("write");
      for (JsonNode step : job.get("steps")) {
        assertThat(step.path("run").asText()).as("is put into a shell").doesNotContain("${{");
      }
    }
    for (Path other : files()) {
      if (!other.endsWith("deploy.yml")) {
        assertThat(Files.readString(other)).doesNotContain("secrets.");
      }
    }
  }

  /** Else a tag whose version was forgotten in pom.xml would replace the images of another. */
  @ParameterizedTest
  @CsvSource({"images, archives", "release, build"})
  void nothingIsPublishedUnderATagThatIsNotTheVersion(String name, String job) throws IOException {
    var jobs = YAML.readTree(Path.of(".github/workflows/" + name + ".yml").toFile()).get("jobs");
    assertThat(jobs.at("/" + job + "/steps/1/run").asText())
        .isEqualTo("[[ $GITHUB_REF_NAME == \"v$(deploy/images/version.sh)\" ]]");
    assertThat(jobs.at("/publish/needs")).extracting(JsonNode::asText).contains(job);
  }

  /** Their runners have none of what the tests need, such as Redis. */
  @ParameterizedTest
  @ValueSource(strings = {"images", "release"})
  void whatIsPublishedIsBuiltWithoutTheTests(String name) throws IOException {
    var builds =
        YAML
            .readTree(Path.of(".github/workflows/" + name + ".yml").toFile())
            .findValuesAsText("run")
            .stream()
            .flatMap(String::lines)
            .filter(line -> line.contains("mvnw -B package"))
            .toList();
    assertThat(builds).isNotEmpty().allSatisfy(line -> assertThat(line).contains("-DskipTests"));
  }

  /** Images of a package that is not public are shown to nobody who has not logged in. */
  @Test
  void theStatementsOfImagesAreReadByOneWhoHasLoggedIn() throws IOException {
    var job = YAML.readTree(Path.of(".github/workflows/deploy.yml").toFile()).at("/jobs/deploy");
    assertThat(job.at("/permissions/packages").asText()).isEqualTo("read");
    assertThat(job.findValuesAsText("run"))
        .filteredOn(script -> script.contains("gh attestation verify \"oci://"))
        .singleElement()
        .asString()
        .containsSubsequence("docker login ghcr.io", "--password-stdin", "gh attestation verify");
  }

  @Test
  void theVersionIsThatOfTheBuild() throws IOException {
    var pom = Files.readString(Path.of("pom.xml"));
    var script = new ProcessBuilder("deploy/images/version.sh").start();
    var version = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(version).matches("[0-9]+\\.[0-9]+\\.[0-9]+\\n");
    assertThat(pom)
        .containsPattern(
            "<artifactId>evalx</artifactId>\\s*<version>" + version.strip() + "</version>");
  }
}
