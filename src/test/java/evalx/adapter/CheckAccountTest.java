package evalx.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckAccountTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void theBrokerIsAskedWhetherItTakesTheAccount() {
    int port;
    try (var broker = new TestBroker(folder, Map.of())) {
      port = broker.port();

      assertThat(check(port, "of a test")).isZero();
      assertThat(said.toString(UTF_8)).isEmpty();

      assertThat(check(port, "wrong")).isEqualTo(CheckAccount.REFUSED);
      assertThat(said.toString(UTF_8))
          .isEqualToNormalizingNewlines(
              "the broker refuses the account 'producer': check ARTEMIS_USER and"
                  + " ARTEMIS_PASSWORD\n");
    }
    said.reset();

    assertThat(check(port, "of a test")).isEqualTo(CheckAccount.AWAY);
    assertThat(said.toString(UTF_8)).startsWith("the broker is away: ");
  }

  private int check(int port, String password) {
    var settings =
        Map.of(
            "ARTEMIS_URL",
            "tcp://127.0.0.1:" + port,
            "ARTEMIS_USER",
            "producer",
            "PRODUCER_USER",
            "another",
            "ARTEMIS_PASSWORD",
            password);
    return CheckAccount.check(
        Settings.of(settings::get).broker(), new PrintStream(said, true, UTF_8));
  }
}
