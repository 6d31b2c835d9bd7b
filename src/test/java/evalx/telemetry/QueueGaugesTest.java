package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.adapter.TestBroker;
import evalx.broker.BrokerAccess;
import evalx.broker.Brokers;
import evalx.broker.Outgoing;
import evalx.broker.Sender;
import evalx.language.Languages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueGaugesTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private static final String[] FIGURES = {
    "evalx_queue_messages{",
    "evalx_queue_delayed{",
    "evalx_queue_paused{",
    "evalx_queue_in_delivery{",
    "evalx_queue_oldest_seconds{",
    "evalx_queue_consumers{",
    "evalx_dead_letters{"
  };

  @TempDir static Path folder;
  private static TestBroker server;
  private static ExecutorService executor;
  private static BrokerAccess access;
  private static Sender sender;

  private final Metrics metrics = new Metrics();
  private final BrokerGauges gauges =
      new BrokerGauges(
          metrics, access.management, new QueueGauges(metrics, access.management, new Languages()));

  @BeforeAll
  static void start() {
    server = new TestBroker(folder, Map.of());
    executor = Executors.newFixedThreadPool(4);
    access = new BrokerAccess(server.outbound());
    sender = Brokers.sender(server.outbound(), executor);
    access.management.ensureQueue("evalx.jobs.bash");
    access.management.ensureQueue("evalx.jobs.lua");
    access.management.ensureQueue("evalx.jobs.made-up");
  }

  @AfterAll
  static void stop() {
    access.close();
    executor.shutdownNow();
    server.close();
  }

  @AfterEach
  void removeLetters() {
    access.control.remove("evalx.dlq", "");
  }

  private static void dies(String queue) {
    sender.send(Outgoing.toTopic("evalx.dead", BODY).with("_AMQ_ORIG_QUEUE", queue));
  }

  private String sample() {
    gauges.sample();
    return Scraped.text(metrics);
  }

  @Test
  void tellsWhatIsInTheQueuesOfLanguagesAndWhichOfTheirJobsAreDeadLetters() {
    assertThat(sample())
        .contains(
            "evalx_broker_up 1.0",
            "evalx_queue_messages{queue=\"evalx.jobs.bash\"} 0.0",
            "evalx_queue_oldest_seconds{queue=\"evalx.jobs.bash\"} 0.0",
            "evalx_dead_letters{queue=\"evalx.jobs.bash\"} 0.0");

    sender.send(Outgoing.toQueue("evalx.jobs.bash", BODY));
    sender.send(Outgoing.toQueue("evalx.jobs.made-up", BODY));
    dies("evalx.jobs.bash");
    dies("evalx.jobs.made-up");

    assertThat(sample())
        .contains(
            "evalx_queue_messages{queue=\"evalx.jobs.bash\"} 1.0",
            "evalx_queue_in_delivery{queue=\"evalx.jobs.bash\"} 0.0",
            "evalx_queue_consumers{queue=\"evalx.jobs.bash\"} 0.0",
            "evalx_dead_letters{queue=\"evalx.jobs.bash\"} 1.0",
            "evalx_dead_letters{queue=\"other\"} 1.0")
        .doesNotContain("made-up");
  }

  @Test
  void jobsThatAreToStartLaterDoNotWait() {
    sender.send(
        Outgoing.toQueue("evalx.jobs.lua", BODY).within(Duration.ofMinutes(5), Duration.ZERO));

    assertThat(sample())
        .contains(
            "evalx_queue_messages{queue=\"evalx.jobs.lua\"} 0.0",
            "evalx_queue_delayed{queue=\"evalx.jobs.lua\"} 1.0",
            "evalx_queue_oldest_seconds{queue=\"evalx.jobs.lua\"} 0.0");
  }

  @Test
  void tellsWhichQueuesArePaused() {
    assertThat(sample()).contains("evalx_queue_paused{queue=\"evalx.jobs.lua\"} 0.0");
    access.control.pause("evalx.jobs.lua");

    assertThat(sample()).contains("evalx_queue_paused{queue=\"evalx.jobs.lua\"} 1.0");

    access.control.resume("evalx.jobs.lua");
    assertThat(sample()).contains("evalx_queue_paused{queue=\"evalx.jobs.lua\"} 0.0");
  }

  @Test
  void aLetterThatCameInThePlaceOfAnotherIsCounted() {
    dies("evalx.jobs.bash");
    sample();
    access.control.remove("evalx.dlq", "");
    dies("evalx.jobs.python");

    assertThat(sample())
        .contains(
            "evalx_dead_letters{queue=\"evalx.jobs.bash\"} 0.0",
            "evalx_dead_letters{queue=\"evalx.jobs.python\"} 1.0");
  }

  @Test
  void whileTheBrokerIsAwayThereAreNoFigures() {
    assertThat(sample()).contains(FIGURES).contains("evalx_broker_up 1.0");
    server.stop();
    try {
      assertThat(sample())
          .contains("evalx_broker_up 0.0", "evalx_broker_disk_used_ratio NaN")
          .doesNotContain(FIGURES);
    } finally {
      server.start();
    }
    assertThat(sample()).contains(FIGURES).contains("evalx_broker_up 1.0");
  }
}
