package evalx.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClientsPageTest {
  @Test
  void thePageForClientsHasTheTableOfExamples() throws IOException {
    var page = Files.readString(Path.of("docs/clients.md"), StandardCharsets.UTF_8);
    var examples =
        new ObjectMapper()
            .readTree(Files.readAllBytes(Path.of("src/test/resources/dialects/examples.json")));

    for (var example : examples) {
      assertThat(page)
          .contains(
              "| %s | %s | %s |"
                  .formatted(
                      example.get("name").asText(),
                      example.get("documented").asText(),
                      example.get("why").asText()));
    }
  }
}
