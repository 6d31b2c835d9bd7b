package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.Certificates;
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
    assertThat(problem(Map.of("ARTEMIS_URL", "tcp://mq?reconnectAttempts=5")))
        .startsWith("A setting cannot be used: ARTEMIS_URL has the parameter 'reconnectAttempts'");
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

  @Test
  void aKeyStoreIsOpened() throws Exception {
    var store = new Certificates(folder).store().toString();
    var none = Files.writeString(folder.resolve("none.p12"), "none").toString();
    for (var name : new String[] {"BROKER_KEYSTORE", "REDIS_KEYSTORE"}) {
      var password = name + "_PASSWORD";
      assertThat(problem(Map.of(name, store, password, Certificates.PASSWORD))).isEmpty();
      for (var wrong : new String[] {store, none}) {
        assertThat(problem(Map.of(name, wrong, password, "wrong")))
            .startsWith(
                "A setting cannot be used: %s cannot be opened with %s: %s: "
                    .formatted(name, password, wrong));
      }
    }
  }

  private String problem(Map<String, String> given) {
    var settings = new HashMap<>(given);
    settings.putIfAbsent("LANGUAGES_FOLDER", folder.resolve("none").toString());
    settings.putIfAbsent("HINTS_FOLDER", folder.resolve("none").toString());
    return CheckStart.problem(settings::get).orElse("");
  }
}
