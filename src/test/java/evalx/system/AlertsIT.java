package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Alerts fire when a running EvalX gives reason to and arrive where they should, and the dashboards
 * have data. What is away or full is told in {@link OutageAlertsIT}. The week before is made up.
 */
@Tag("slow")
class AlertsIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int PROGRAMS = 150;
  private static final int LONG = 150;
  private static final int FLOOD = 260;

  private Product product;
  private AlertReceivers receivers;
  private Watch watch;

  @Test
  void whatGoesWrongIsToldToThoseWhoShouldHearIt() throws IOException {
    var settings = Map.of("SANDBOX", "native", "OUTAGE_WAIT", "5");
    try (var evalx = Product.start(settings);
        var local = new AlertReceivers();
        var pair = new Watch(evalx.port("PORT"), local, weekOfFastBash())) {
      product = evalx;
      receivers = local;
      watch = pair;
      assertThat(watch.firing()).isEmpty();
      programsThatDiffer();
      programsOfWhichAThirdDiffer();
      slowJava();
      sandboxThatDies();
      everyQueryHasData();
      flood();
    }
  }

  private void programsThatDiffer() {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < PROGRAMS; i++) {
      tokens.add(product.client().submit(bash("echo " + i), LIMIT));
    }
    tokens.forEach(token -> product.client().result(token, LIMIT));
    watch.hears("EvalxHitRateVeryLow", receivers::slackHeard);
    watch.hears("EvalxSlowerThanBefore", receivers::slackHeard);
  }

  /** Runs that took a tenth of a millisecond, which no start of an interpreter does. */
  private static String weekOfFastBash() {
    var now = Instant.now();
    return IntStream.range(5, 8 * 4)
        .mapToObj(quarter -> now.minus(Duration.ofHours(6L * quarter)).getEpochSecond())
        .sorted()
        .map(time -> "evalx:execution_seconds:mean1h{language=\"bash\"} 0.0001 " + time)
        .collect(Collectors.joining("\n"));
  }

  /** Each with an input of its own, so that all run. */
  private void programsOfWhichAThirdDiffer() {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < PROGRAMS; i++) {
      var program = Client.JSON.createObjectNode().put("language", "python");
      program.put("code", "print(input()) # " + (i % 19 < 6 ? i : "the same"));
      program.putArray("test_cases").addObject().put("stdin", "input " + i);
      tokens.add(product.client().submit(program, LIMIT));
    }
    tokens.forEach(token -> product.client().result(token, LIMIT));
    watch.hears("EvalxHitRateLow", receivers::mailsHeard);
  }

  private void slowJava() {
    var code =
        """
        public class Main {
          public static void main(String[] args) throws InterruptedException {
            Thread.sleep(2500);
          }
        }
        """;
    var java = Client.JSON.createObjectNode().put("language", "java").put("code", code);
    for (int i = 0; i < 4; i++) {
      var token = product.client().submit(java.deepCopy().put("cache", false), LIMIT);
      product.client().result(token, LIMIT);
    }
    watch.hears("EvalxSlowJava", receivers::slackHeard);
    watch.hears("EvalxSlowEndToEnd", receivers::mailsHeard);
  }

  private void sandboxThatDies() {
    var token = product.client().submit(bash("exec -a " + Victim.NAME + " sleep 8"), LIMIT);
    new Victim(product).killDaemonUntilEnd(token, LIMIT);
    watch.hears("EvalxSandboxFailures", receivers::slackHeard);
    watch.hears("EvalxDeadLetters", receivers::mailsHeard);
    watch.hears("EvalxErrorRate", receivers::pagerDutyHeard);
  }

  private void everyQueryHasData() throws IOException {
    var queries = new ArrayList<String>();
    for (var file : List.of("operators", "capacity")) {
      var dashboard = Client.json(Watch.read("grafana/" + file + ".json"));
      for (JsonNode query : dashboard.findValues("expr")) {
        queries.add(query.asText().replace("$__rate_interval", "5m"));
      }
    }
    assertThat(queries).hasSizeGreaterThan(40);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(queries).filteredOn(query -> !watch.answers(query)).isEmpty());
  }

  private void flood() {
    for (int i = 0; i < FLOOD; i++) {
      if (i == LONG) {
        watch.hears("EvalxQueueLong", receivers::slackHeard);
      }
      product.client().submit(bash("sleep 15").put("wall_timeout", 30), LIMIT);
    }
    watch.hears("EvalxQueueVeryLong", receivers::pagerDutyHeard);
    watch.hears("EvalxQueueAgeGrows", receivers::slackHeard);
    assertThat(product.script(Duration.ofSeconds(20), "logs", "server").output())
        .contains(" jobs wait in evalx.jobs.bash");
  }

  private static ObjectNode bash(String code) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return submission.put("cache", false);
  }
}
