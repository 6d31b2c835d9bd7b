package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.KeptLog;
import evalx.adapter.TestBroker;
import evalx.broker.BrokerAccess;
import evalx.config.Settings;
import evalx.language.Languages;
import evalx.queue.QueueNames;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChooseQueuesTest {
  @TempDir Path folder;
  private final KeptLog log = new KeptLog(ChooseQueues.class.getName());
  private TestBroker broker;
  private BrokerAccess access;
  private ChooseQueues chooseQueues;

  @BeforeEach
  void start() {
    broker = new TestBroker(folder, Map.of());
    access = new BrokerAccess(broker.outbound());
    chooseQueues =
        new ChooseQueues(
            Settings.of(name -> null), new Languages(), access.management, access.check, null);
  }

  @AfterEach
  void stop() {
    access.close();
    broker.close();
    log.close();
  }

  @Test
  void makesTheQueuesOfAllLanguages() {
    chooseQueues.make();

    for (var language : new Languages().all()) {
      assertThat(access.management.depth(QueueNames.jobs(language.id()))).isZero();
    }
    assertThat(log.levels()).isEmpty();
  }

  /** As long as nobody acts on it, the jobs of its language can neither be sent nor taken. */
  @Test
  void aBrokerThatRefusesToMakeQueuesIsOneErrorInTheLogAndOneLineWhenItMakesThem() {
    broker.refuseManagement();
    chooseQueues.make();
    chooseQueues.make();
    assertThat(log.levels()).containsExactly(Level.SEVERE);

    broker.allowManagement();
    chooseQueues.make();
    chooseQueues.make();
    assertThat(log.levels()).containsExactly(Level.SEVERE, Level.INFO);
  }

  @Test
  void aBrokerThatIsAwayIsAwaitedWithoutAnError() {
    broker.stop();
    chooseQueues.make();
    broker.start();

    assertThat(log.levels()).doesNotContain(Level.SEVERE);
  }
}
