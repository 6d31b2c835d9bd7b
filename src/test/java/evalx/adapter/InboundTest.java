package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboundTest {
  @TempDir Path folder;
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
  private final Logger log = Logger.getLogger(Inbound.class.getName());
  private final Handler handler = new Keeping(logged);
  private TestBroker broker;

  @BeforeEach
  void start() {
    broker = new TestBroker(folder, Map.of());
    log.addHandler(handler);
  }

  @AfterEach
  void stop() {
    log.removeHandler(handler);
    broker.close();
  }

  @Test
  void aWrongPasswordIsSaidAsSuchAndOnce() {
    var inbound = broker.overTcp("wrong");
    var connection = new SharedConnection(inbound, new Arrivals());

    assertThatThrownBy(connection::open).isInstanceOf(ActiveMQException.class);
    assertThatThrownBy(connection::open).isInstanceOf(ActiveMQException.class);

    assertThat(inbound.problem().orElseThrow())
        .contains("refuses the account 'evalx'", "ARTEMIS_PASSWORD")
        .doesNotContain("away");
    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).getLevel()).isEqualTo(Level.SEVERE);
  }

  @Test
  void aBrokerThatIsAwayIsSaidOnceAndAlsoThatItIsBack() throws Exception {
    var inbound = broker.overTcp();
    var connection = new SharedConnection(inbound, new Arrivals());
    broker.stop();
    assertThatThrownBy(connection::open).isInstanceOf(ActiveMQException.class);
    assertThatThrownBy(connection::open).isInstanceOf(ActiveMQException.class);
    assertThat(inbound.problem().orElseThrow()).contains("away");
    broker.start();

    connection.open().close(false);

    assertThat(inbound.problem()).isEmpty();
    assertThat(logged).extracting(LogRecord::getLevel).containsExactly(Level.WARNING, Level.INFO);
  }

  @Test
  void sessionsShareAConnectionThatEndsWithTheLast() throws Exception {
    var connections = broker.server().getRemotingService();
    var connection = new SharedConnection(broker.overTcp(), new Arrivals());

    var first = connection.open();
    var second = connection.open();
    assertThat(connections.getConnectionCount()).isEqualTo(1);
    first.close(true);
    var third = connection.open();
    assertThat(connections.getConnectionCount()).as("a broken one is replaced").isEqualTo(2);
    second.close(false);
    third.close(false);

    org.awaitility.Awaitility.await().until(() -> connections.getConnectionCount() == 0);
  }

  /** Keeps what is logged. */
  private static final class Keeping extends Handler {
    private final List<LogRecord> logged;

    Keeping(List<LogRecord> logged) {
      this.logged = logged;
    }

    @Override
    public void publish(LogRecord entry) {
      logged.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
