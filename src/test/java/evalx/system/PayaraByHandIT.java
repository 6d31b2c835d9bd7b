package evalx.system;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Both archives on a stock Payara Micro. */
@Tag("slow")
class PayaraByHandIT implements DeployedByHand {
  @TempDir static Path folder;
  private static StockPayara server;

  @BeforeAll
  static void start() {
    server = new StockPayara(folder);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  public StockServer server() {
    return server;
  }
}
