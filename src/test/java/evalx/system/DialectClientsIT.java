package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients of other engines, as their registries have them, change nothing but the address. */
@Tag("slow")
@ExtendWith(SharedProduct.class)
class DialectClientsIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  void clientsWorkUnmodified(Product product) {
    var url = "http://127.0.0.1:" + product.port("PORT");
    var clients =
        Script.runProgram(LIMIT, "src/test/clients/run.sh", url, folder.resolve("c").toString());
    assertThat(clients.status()).as(clients.output()).isZero();
  }
}
