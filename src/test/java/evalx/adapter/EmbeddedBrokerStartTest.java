package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.config.Account;
import evalx.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerStartTest {
  private static final Account TEST = new Account("evalx", "of a test");

  @Test
  void aPortThatIsTakenEndsTheStartWithASentence(@TempDir Path other) throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      var settings =
          Settings.of(
              Map.of(
                      "DATA_DIR",
                      other.toString(),
                      "BROKER_HOST",
                      "127.0.0.1",
                      "BROKER_PORT",
                      port,
                      "PRODUCER_PASSWORD",
                      "of a test")
                  ::get);

      assertThatThrownBy(() -> EmbeddedBroker.start(settings, TEST, () -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("BROKER_PORT")
          .hasMessageContaining("Failed to bind");
    }
  }

  @Test
  void aBrokerThatStopsByItselfIsNoticed(@TempDir Path other) throws Exception {
    var settings = Settings.of(Map.of("DATA_DIR", other.toString())::get);
    var stops = new AtomicInteger();
    var embedded = EmbeddedBroker.start(settings, TEST, stops::incrementAndGet);
    assertThat(embedded.isRunning()).isTrue();

    embedded
        .server()
        .getIoCriticalErrorListener()
        .onIOException(new IOException("No space left on device"), "a failure of the test", null);

    await().atMost(Duration.ofSeconds(20)).until(() -> stops.get() == 1 && !embedded.isRunning());
  }

  @Test
  void aBrokerThatIsStoppedIsNoFailure(@TempDir Path other) throws Exception {
    var settings = Settings.of(Map.of("DATA_DIR", other.toString())::get);
    var stops = new AtomicInteger();
    var embedded = EmbeddedBroker.start(settings, TEST, stops::incrementAndGet);

    embedded.stop();

    assertThat(stops).hasValue(0);
    assertThat(embedded.isRunning()).isFalse();
  }
}
