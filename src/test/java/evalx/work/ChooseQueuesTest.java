package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.adapter.TestBroker;
import evalx.broker.BrokerAccess;
import evalx.config.Settings;
import evalx.language.Languages;
import evalx.queue.QueueNames;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChooseQueuesTest {
  private static final Logger LOG = Logger.getLogger(ChooseQueues.class.getName());

  @TempDir Path folder;
  private final List<Level> logged = new CopyOnWriteArrayList<>();
  private final Handler handler = new Levels();
  private TestBroker broker;

  private final class Levels extends Handler {
    @Override
    public void publish(LogRecord entry) {
      logged.add(entry.getLevel());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    broker = new TestBroker(folder, Map.of());
    LOG.addHandler(handler);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(handler);
    broker.close();
  }

  private void make(ConnectionFactory account) {
    try (var access = new BrokerAccess(account)) {
      new ChooseQueues(
              Settings.of(name -> null), new Languages(), access.management, access.check, null)
          .make();
    }
  }

  @Test
  void makesTheQueuesOfAllLanguages() {
    make(broker.outbound());

    try (var access = new BrokerAccess(broker.outbound())) {
      for (var language : new Languages().all()) {
        assertThat(access.management.depth(QueueNames.jobs(language.id()))).isZero();
      }
    }
    assertThat(logged).isEmpty();
  }

  /** As long as nobody acts on it, the jobs of its language can neither be sent nor taken. */
  @Test
  void aQueueThatTheBrokerRefusesToMakeIsAnErrorInTheLog() {
    make(broker.producer());

    assertThat(logged).containsExactly(Level.SEVERE);
  }

  @Test
  void aBrokerThatIsAwayIsAwaitedWithoutAnError() {
    broker.stop();
    make(broker.outbound());
    broker.start();

    assertThat(logged).doesNotContain(Level.SEVERE);
  }
}
