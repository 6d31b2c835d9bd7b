package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckStartTest {
  @TempDir private Path folder;

  @Test
  void nothingIsWrongWithTheDefaults() {
    assertThat(problem(Map.of())).isEmpty();
  }

  @Test
  void aSettingThatCannotBeUsedIsNamed() {
    assertThat(problem(Map.of("RESULT_TTL", "soon")))
        .startsWith("A setting cannot be used: RESULT_TTL must be a whole number from");
    assertThat(problem(Map.of("ROLE", "api")))
        .isEqualTo("A setting cannot be used: ROLE other than all needs ARTEMIS_URL");
    assertThat(problem(Map.of("ARTEMIS_URL", "tcp://mq?trustStorePath=a")))
        .startsWith("A setting cannot be used: ARTEMIS_URL has the parameter 'trustStorePath'");
  }

  @Test
  void anEntryThatIsWrongIsToldByItsFileAndMember() throws Exception {
    var entry = Files.writeString(folder.resolve("mine.json"), "{\"id\": \"mine\"}");
    for (String setting : new String[] {"LANGUAGES_FOLDER", "HINTS_FOLDER"}) {
      assertThat(problem(Map.of(setting, folder.toString())))
          .startsWith("An entry of your own is wrong: " + entry)
          .contains("mine.json:1: mine: ");
    }
  }

  private String problem(Map<String, String> given) {
    var settings = new HashMap<>(given);
    settings.putIfAbsent("LANGUAGES_FOLDER", folder.resolve("none").toString());
    settings.putIfAbsent("HINTS_FOLDER", folder.resolve("none").toString());
    return CheckStart.problem(settings::get).orElse("");
  }
}
