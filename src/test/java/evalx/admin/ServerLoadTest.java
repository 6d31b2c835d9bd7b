package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import evalx.broker.BrokerAway;
import evalx.broker.QueueState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ServerLoadTest {
  private static final ServerLoad.Load LOAD =
      new ServerLoad.Load(1, 0, new ServerLoad.Boxes(4, 0, 0));

  private final AtomicLong nanos = new AtomicLong();
  private Supplier<ServerLoad.Load> broker = () -> LOAD;
  private int asked;
  private final ServerLoad load =
      new ServerLoad(
          () -> {
            asked++;
            return broker.get();
          },
          nanos::get);

  private static QueueState queue(String name, long all, long inWork, long delayed) {
    return new QueueState(name, new QueueState.Counts(all, inWork, delayed), 1, false, 0, 0);
  }

  private static NodeReport node(String id, int inUse, int total, String outage) {
    return new NodeReport(
        new NodeReport.About(id, "all", "", ""),
        new NodeReport.Boxes(inUse, total, total),
        new NodeReport.Places(inUse, total),
        outage,
        List.of(),
        List.of());
  }

  @Test
  void theLoadIsThatOfAllQueuesOfJobsAndAllNodes() {
    var load =
        ServerLoad.Load.of(
            List.of(
                queue("evalx.jobs.c", 10, 4, 1),
                queue("evalx.jobs.python", 3, 0, 0),
                queue("evalx.webhooks", 100, 0, 0),
                queue("evalx.dlq", 2, 0, 0)),
            List.of(
                node("a", 3, 4, ""),
                node("api", 0, 0, ""),
                node("drained", 1, 8, ""),
                node("broken", 0, 2, "the disk is full")),
            Set.of("drained"));

    assertThat(load).isEqualTo(new ServerLoad.Load(9, 2, new ServerLoad.Boxes(14, 4, 10)));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void theLoadIsAskedForOnceASecond() {
    assertThat(load.now()).isEqualTo(LOAD);
    pass(Duration.ofSeconds(1));
    assertThat(load.now()).isEqualTo(LOAD);
    assertThat(asked).isEqualTo(1);

    pass(Duration.ofNanos(1));
    assertThat(load.now()).isEqualTo(LOAD);
    assertThat(asked).isEqualTo(2);
  }

  /** Each that asks has a connection to the broker, which those who send jobs need. */
  @Test
  void oneRequestAsksAtATimeAndTheOthersAreToldWhatIsKnown() {
    load.now();
    pass(Duration.ofSeconds(2));
    var newer = new ServerLoad.Load(2, 0, new ServerLoad.Boxes(4, 0, 0));
    var others = new ArrayList<ServerLoad.Load>();
    broker =
        () -> {
          if (asked == 2) {
            others.add(load.now());
            others.add(load.now());
          }
          return newer;
        };

    assertThat(load.now()).isEqualTo(newer);

    assertThat(others).containsExactly(LOAD, LOAD);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void nobodyWaitsForTheFirstAnswerBesidesTheOneWhoAsks() {
    var others = new ArrayList<Throwable>();
    broker =
        () -> {
          if (asked == 1) {
            others.add(catchThrowable(load::now));
          }
          return LOAD;
        };

    assertThat(load.now()).isEqualTo(LOAD);

    assertThat(others).singleElement().isInstanceOf(BrokerAway.class);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void aFailureIsKnownForASecondAfterIt() {
    load.now();
    pass(Duration.ofSeconds(2));
    broker =
        () -> {
          pass(Duration.ofSeconds(6));
          throw new BrokerAway("no answer within 6 s");
        };
    for (int i = 0; i < 40; i++) {
      assertThatThrownBy(load::now).isInstanceOf(BrokerAway.class);
    }
    assertThat(asked).isEqualTo(2);

    pass(Duration.ofMillis(1001));
    broker = () -> LOAD;
    assertThat(load.now()).isEqualTo(LOAD);
    assertThat(asked).isEqualTo(3);
  }
}
