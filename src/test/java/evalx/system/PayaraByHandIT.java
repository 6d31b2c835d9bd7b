package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

  /** No good request has led EvalX to the port they come to. */
  @Test
  void brokenRequestsAreToldWhatIsWrongEvenWhenTheyComeFirst() {
    assertThat(server.firstAnswers())
        .hasSize(2)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).as(answer.body()).isEqualTo(400);
              assertThat(answer.type()).isEqualTo("application/problem+json");
            });
  }
}
