package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.broker.QueueState;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerLoadTest {
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
}
