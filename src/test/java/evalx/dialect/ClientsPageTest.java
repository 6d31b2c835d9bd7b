package evalx.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientsPageTest {
  @Test
  void thePageForClientsHasTheTableOfExamples() throws IOException {
    var page = Files.readString(Path.of("docs/clients.md"), StandardCharsets.UTF_8);
    var examples =
        new ObjectMapper()
            .readTree(Files.readAllBytes(Path.of("src/test/resources/dialects/examples.json")));
    var table = new ArrayList<String>();
    table.add("| example | request | documented answer | ours | why they differ |");
    table.add("|---|---|---|---|---|");
    examples.forEach(example -> table.add(row(example)));

    var section = page.substring(page.indexOf("## Their documented examples"));
    assertThat(section.lines().filter(line -> line.startsWith("|")))
        .containsExactlyElementsOf(table);
  }

  private static String row(JsonNode example) {
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            cell(example.get("name").asText()),
            String.join("<br>", request(example)),
            cell(example.get("documented").asText()),
            ours(example),
            cell(example.get("why").asText()));
  }

  private static List<String> request(JsonNode example) {
    var parts = new ArrayList<String>();
    parts.add(code(example.get("method").asText() + " " + example.get("path").asText()));
    example
        .path("headers")
        .properties()
        .forEach(header -> parts.add(code(header.getKey() + ": " + header.getValue().asText())));
    if (example.has("where")) {
      parts.add("where " + cell(example.get("where").asText()));
    }
    var after = example.path("after");
    if (after.isArray()) {
      after.forEach(submission -> parts.add(after(submission)));
    } else if (after.isObject()) {
      parts.add(after(after));
    }
    if (example.has("asks")) {
      parts.add(cell(example.get("asks").asText()));
    } else if (example.has("body")) {
      parts.add(code(example.get("body").toString()));
    }
    example.path("messages").forEach(message -> parts.add(code(message.toString())));
    return parts;
  }

  private static String after(JsonNode submission) {
    return "after `POST /judge0/submissions` " + code(submission.toString());
  }

  private static String ours(JsonNode example) {
    var ours = example.get("ours");
    var status = example.get("status").asText();
    var more = example.path("open").asBoolean() ? " and more" : "";
    return ours.isNull()
        ? status
        : status + " " + code(ours.isTextual() ? ours.asText() : ours.toString()) + more;
  }

  private static String code(String text) {
    return "`" + cell(text) + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", "\\n");
  }
}
