package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.deploy.ScalingRule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What KEDA would do by the rule of the deployment, done by this test: it reads the rule's figures
 * from a running broker and a running Prometheus, and starts and ends as many workers as the rule
 * asks for. The waits of the autoscaler are left out, and the trigger of CPU, because all workers
 * share this machine's cores.
 */
@Tag("slow")
class ScalingIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int LOAD = 140;
  private static final int WORKERS_OF_LOAD = 3;
  private static final Map<String, String> WORKER =
      Map.of("LANGUAGES", "bash", "MAX_CONCURRENT_JOBS", "3", "MAX_CONCURRENT_SANDBOXES", "3");
  private static final Pattern IN_WORK = Pattern.compile("\nevalx_jobs_in_work ([0-9.]+)");

  private final ScalingRule rule = ScalingRule.read();
  private final List<String> tokens = new CopyOnWriteArrayList<>();

  private Product api;
  private KedaEyes eyes;
  private Fleet workers;

  @Test
  void workersFollowTheQueueAndGoWithoutLosingAJob() throws Exception {
    try (var node = Product.start(Map.of("ROLE", "api"), "--broker");
        var receivers = new AlertReceivers();
        var watch = new Watch(node.port("PORT"), receivers);
        var fleet = new Fleet(node, WORKER)) {
      api = node;
      eyes = new KedaEyes(node, watch);
      workers = fleet;
      assertThat(asked("artemis-queue")).isEqualTo(rule.min());
      workers.scaleTo(rule.min());

      var load = new Load();
      awaitAsked(WORKERS_OF_LOAD);
      workers.scaleTo(WORKERS_OF_LOAD);
      assertThat(asked("artemis-queue")).isEqualTo(WORKERS_OF_LOAD);
      load.end();

      await("fewer are needed").atMost(LIMIT).until(() -> asked("artemis-queue") == rule.min());
      await("the last worker has jobs").atMost(LIMIT).until(() -> inWork(workers.last()) > 0);
      assertThat(messages()).as("jobs are left for those that stay").isPositive();
      workers.scaleTo(asked("artemis-queue"));

      assertThat(namesOfThoseWhoWorked())
          .containsExactlyInAnyOrder("worker-1", "worker-2", "worker-3");
      assertThat(messages()).isZero();
      awaitAsked(rule.min());
    }
  }

  private int asked(String trigger) {
    return rule.only(trigger).asked(Math.max(1, workers.size()), eyes::figure);
  }

  /** Both kinds of triggers come to the same; Prometheus sees the queue some seconds later. */
  private void awaitAsked(int number) {
    for (var trigger : List.of("artemis-queue", "prometheus")) {
      await(trigger).atMost(LIMIT).until(() -> asked(trigger), asked -> asked == number);
    }
  }

  private double messages() {
    return rule.only("artemis-queue").triggers().stream()
        .mapToDouble(eyes::figure)
        .max()
        .orElseThrow();
  }

  /** Clients that submit as many as are missing, again and again. */
  private final class Load {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ObjectNode program =
        Client.JSON
            .createObjectNode()
            .put("language", "bash")
            .put("code", "sleep 2; echo")
            .put("cache", false)
            .put("wall_timeout", 30);
    private final Future<?> work =
        thread.scheduleWithFixedDelay(this::submitWhatIsMissing, 0, 200, TimeUnit.MILLISECONDS);

    private void submitWhatIsMissing() {
      for (double waiting = messages(); waiting < LOAD; waiting++) {
        tokens.add(api.client().submit(program));
      }
    }

    /** Ends, unless it did by a failure. */
    void end() throws InterruptedException {
      assertThat(work.cancel(false)).as("every submission was taken").isTrue();
      thread.shutdown();
      assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static double inWork(Product worker) {
    var found = IN_WORK.matcher(worker.client().get("/metrics").body());
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  /** Every job has ended right, and none needed a second attempt. */
  private Set<String> namesOfThoseWhoWorked() {
    var names = new HashSet<String>();
    assertThat(tokens).hasSizeGreaterThanOrEqualTo(LOAD).doesNotHaveDuplicates();
    for (var token : tokens) {
      JsonNode result = api.client().result(token, LIMIT);
      assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
      assertThat(result.get("attempts").asInt()).as(result.toString()).isOne();
      names.add(result.get("worker").asText());
    }
    return names;
  }
}
