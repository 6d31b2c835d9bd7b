package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker and its backup, set up as artemis/examples says, of which the first one dies. */
@Tag("slow")
class BrokerPairIT {
  @TempDir Path folder;

  private OutsideBroker broker(String example) throws IOException {
    var own = Files.createDirectory(folder.resolve(example.replace(".xml", "")));
    var broker = new OutsideBroker(own, OutsideBroker.configuration(folder, example));
    broker.option("-Devalx.data=" + folder.resolve("journal"));
    broker.option("-Devalx.cluster-password=secret-of-pair");
    return broker;
  }

  @Test
  void theBackupGoesOnWithAllJobsWhenTheFirstIsKilled() throws IOException {
    var primary = broker("primary.xml");
    var backup = broker("backup.xml");
    backup.accountsOf(primary);
    primary.option("-Devalx.other=" + backup.address());
    backup.option("-Devalx.other=" + primary.address());
    try {
      primary.start();
      backup.launch();
      var settings = new HashMap<>(primary.settings());
      settings.put(
          "ARTEMIS_URL", "(tcp://" + primary.address() + ",tcp://" + backup.address() + ")");
      settings.put("RESULT_TTL", "1200");
      try (var product = Product.start(settings)) {
        var first = Burst.send(product.client());
        var second = Burst.send(product.client());
        assertThat(backup.listens()).isFalse();

        primary.kill();

        await("the backup").atMost(Duration.ofMinutes(2)).until(backup::listens);
        first.allEndRight();
        second.allEndRight();
        Burst.send(product.client()).allEndRight();
        var log = product.script(Duration.ofSeconds(20), "logs", "server").output();
        assertThat(log).contains("broker");
      }
    } finally {
      primary.close();
      backup.close();
    }
  }
}
