package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that only runs jobs, beside a broker of its own. */
@Tag("slow")
class WorkerRoleIT {
  @Test
  void startsAndTakesNoSubmissions(@TempDir Path folder) {
    try (var broker = new OutsideBroker(folder)) {
      var settings = new HashMap<>(broker.settings());
      settings.put("ROLE", "worker");
      try (var worker = Product.start(settings)) {
        var refused = worker.client().post(Client.bytes(Programs.sums("c", 0)));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("This node only runs jobs");
      }
    }
  }

  @Test
  void anApiNodeStartsBeforeAnyWorker(@TempDir Path folder) {
    try (var broker = new OutsideBroker(folder)) {
      var settings = new HashMap<>(broker.settings());
      settings.put("ROLE", "api");
      try (var api = Product.start(settings)) {
        var early = api.client().post(Client.bytes(Programs.sums("c", 0)));
        assertThat(early.statusCode()).as(early.body()).isEqualTo(503);
        assertThat(early.body()).contains("Language not available");
        var file = api.client().request("/files").PUT(BodyPublishers.ofString("1")).build();
        assertThat(api.client().send(file).body()).contains("503", "FILE_STORE");
      }
    }
  }
}
