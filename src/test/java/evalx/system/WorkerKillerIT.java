package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.sandbox.Spools;
import evalx.system.hook.KillingSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that kills its worker in every attempt is given up, and harms no other job. */
@Tag("slow")
class WorkerKillerIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int NEIGHBOURS = 10;

  @TempDir Path folder;

  @Test
  void withTheEmbeddedBroker() {
    killAndCheck(Map.of());
  }

  @Test
  void withABrokerOfItsOwn() {
    try (var broker = new OutsideBroker(folder)) {
      killAndCheck(broker.settings());
    }
  }

  private void killAndCheck(Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("EVALX_WAR", warWithHook().toString());
    try (var product = Product.start(all)) {
      var client = product.client();
      var before = submit(client, NEIGHBOURS);
      var killer = client.submit(killer(), LIMIT);
      var after = submit(client, NEIGHBOURS);

      var result = client.result(killer, LIMIT);

      assertThat(result.get("status").asText()).isEqualTo("Internal Error");
      assertThat(result.get("attempts").asInt()).isEqualTo(3);
      assertThat(result.get("message").asText()).contains("3 attempts");
      before.addAll(after);
      for (String neighbour : before) {
        isAccepted(client.result(neighbour, LIMIT));
      }
    }
  }

  private static void isAccepted(JsonNode result) {
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
  }

  private static List<String> submit(Client client, int count) {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      tokens.add(client.submit(bash("sleep 0.3; cat"), LIMIT));
    }
    return tokens;
  }

  private static ObjectNode killer() {
    return bash("# " + KillingSandbox.MARK);
  }

  private static ObjectNode bash(String code) {
    return Client.JSON.createObjectNode().put("language", "bash").put("code", code);
  }

  private Path warWithHook() {
    var war =
        ShrinkWrap.create(ZipImporter.class, "evalx-with-hook.war")
            .importFrom(Path.of(System.getProperty("evalx.war")).toFile())
            .as(WebArchive.class)
            .addClasses(KillingSandbox.class, KillingSandbox.Producer.class, Spools.class);
    var file = folder.resolve("evalx-with-hook.war");
    war.as(ZipExporter.class).exportTo(file.toFile());
    return file;
  }
}
