package evalx.system;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Both archives on a stock Open Liberty. */
@Tag("slow")
class LibertyByHandIT implements DeployedByHand {
  @TempDir static Path folder;
  private static StockLiberty server;

  @BeforeAll
  static void start() {
    server = new StockLiberty(folder);
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
