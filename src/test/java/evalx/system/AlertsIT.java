package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Alerts fire when a running EvalX gives reason to and arrive where they should, and the dashboards
 * have data. The alerts that need an outage, a full disk or a week are proved by promtool alone.
 */
@Tag("slow")
class AlertsIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int PROGRAMS = 150;
  private static final int FLOOD = 260;

  private Product product;
  private AlertReceivers receivers;
  private Watch watch;

  @Test
  void whatGoesWrongIsToldToThoseWhoShouldHearIt() throws IOException {
    var settings = Map.of("SANDBOX", "native", "OUTAGE_WAIT", "5");
    try (var evalx = Product.start(settings);
        var local = new AlertReceivers();
        var pair = new Watch(evalx.port("PORT"), local)) {
      product = evalx;
      receivers = local;
      watch = pair;
      assertThat(watch.firing()).isEmpty();
      programsThatDiffer();
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
    hears("EvalxHitRateVeryLow", receivers::slackHeard);
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
    hears("EvalxSlowJava", receivers::slackHeard);
    hears("EvalxSlowEndToEnd", receivers::mailsHeard);
  }

  private void sandboxThatDies() {
    var token = product.client().submit(bash("exec -a " + Victim.NAME + " sleep 8"), LIMIT);
    new Victim(product).killDaemonUntilEnd(token, LIMIT);
    hears("EvalxSandboxFailures", receivers::slackHeard);
    hears("EvalxDeadLetters", receivers::mailsHeard);
    hears("EvalxErrorRate", receivers::pagerDutyHeard);
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
      product.client().submit(bash("sleep 15").put("wall_timeout", 30), LIMIT);
    }
    hears("EvalxQueueVeryLong", receivers::pagerDutyHeard);
    await().atMost(LIMIT).until(() -> watch.firing().contains("EvalxQueueLong"));
    hears("EvalxQueueAgeGrows", receivers::slackHeard);
    assertThat(product.script(Duration.ofSeconds(20), "logs", "server").output())
        .contains(" jobs wait in evalx.jobs.bash");
  }

  private void hears(String alert, Predicate<String> receiver) {
    await(alert)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .conditionEvaluationListener(
            state -> {
              if (state.getRemainingTimeInMS() < 1000 && !state.isSatisfied()) {
                System.err.println(alert + " is missing, firing: " + watch.firing() + watch.log());
              }
            })
        .until(() -> receiver.test(alert));
  }

  private static ObjectNode bash(String code) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return submission.put("cache", false);
  }
}
