package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import jakarta.jms.JMSException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** What operators do with one submission, and what they see of workers. */
@Tag("slow")
class ConsoleSubmissionsIT extends AtTheConsole {
  /** Sections are read again soon, not in five seconds. */
  private static final String HURRY =
      """
      const later = window.setTimeout;
      window.setTimeout = (run, millis) => later(run, millis === 5000 ? 200 : millis);
      """;

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void oneThatWaitsIsCancelledAfterAQuestion(Look look) {
    jobs.queue("pause");
    var token = jobs.submit();
    try (var console = console(look, "submissions?token=" + token)) {
      isFine(console);
      assertThat(console.row("Status").textContent()).contains("In Queue");
      console.choose(console.page().locator("#section"), "Cancel");
      console.confirm("Cancel this submission?");
      console.isTold("It is being cancelled.");
      jobs.queue("resume");
      assertThat(jobs.result(token)).isEqualTo("Cancelled");
      console
          .page()
          .locator("#section .badge", new Page.LocatorOptions().setHasText("Cancelled"))
          .waitFor();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void oneThatWasGivenUpGoesBackIntoItsQueue(Look look) {
    var token = jobs.deadLetter();
    try (var console = console(look, "submissions?token=" + token)) {
      isFine(console);
      var letter = console.row("Dead letter").locator("a");
      assertThat(letter.getAttribute("href")).isEqualTo("#letters?token=" + token);
      console.choose(console.page().locator("#section"), "Put back into its queue");
      console.isTold("It goes back into its queue.");
      assertThat(jobs.result(token)).isEqualTo("Accepted");
    }
  }

  /** A producer's message that was no submission. */
  @Test
  void aRejectedMessageIsShownWithWhatIsWrongWithIt() throws JMSException {
    var wrong = Client.JSON.createObjectNode().put("language", "bash").put("codes", "echo");
    var token = OverJms.ask(product, wrong).get("token").asText();
    try (var console = console("rejected?language=bash&token=" + token)) {
      assertThat(console.row(token).textContent()).contains("name:producer", "code");
      isFine(console);
      console.choose(console.row(token), "Look");
      assertThat(console.page().textContent("dialog")).contains("Rejected message", "\"codes\"");
      isFine(console);
    }
  }

  private static void isFine(ConsoleVisit console) {
    console.visit().isAccessible();
    console.visit().fitsItsWidth();
  }

  @Test
  void theHistoryIsShownOnATelephoneInTheDark() {
    theHistoryIsShown(Look.DARK_TELEPHONE);
  }

  @Test
  void theResultOfOneThatHasEndedIsReadOnce() {
    var token = jobs.submit();
    assertThat(jobs.result(token)).isEqualTo("Accepted");
    var visit = Look.DESKTOP.visit(browser, product);
    visit.context().addInitScript(HURRY);
    var results = new AtomicInteger();
    visit
        .page()
        .onRequest(
            request -> {
              if (request.url().endsWith("/submissions/" + token)
                  && !request.url().contains("/admin/")) {
                results.incrementAndGet();
              }
            });
    try (var console = ConsoleVisit.open(visit, "submissions?token=" + token)) {
      for (var time = 0; time < 3; time++) {
        console.page().waitForResponse("**/admin/submissions/" + token, () -> {});
      }
      assertThat(console.page().textContent("#section pre")).contains("\"status\": \"Accepted\"");
      assertThat(results).hasValue(1);
    }
  }

  /** What a worker says of itself, which has no languages, on a host that lacks something. */
  private static final Map<String, String> BARE =
      Map.of(
          "evalx:{workers}",
          """
          {"id": "bare", "drivers": {}, "packages": {}, "expected": [],
           "failures": {"haskell": "is not installed", "ocaml": "is not installed"}}
          """,
          "evalx:{nodes}",
          """
          {"about": {"id": "bare", "role": "worker", "started_at": "2026-03-01T09:00:00Z",
                     "reported_at": "2026-03-01T12:00:00Z"},
           "boxes": {"in_use": 0, "allowed": 1, "total": 1}, "places": {"in_use": 0, "total": 1},
           "outage": "", "lacks": ["no control group for memory"], "jobs": []}
          """);

  private static Page.LocatorOptions having(String words) {
    return new Page.LocatorOptions().setHasText(words);
  }

  private static Locator.LocatorOptions inIt(String words) {
    return new Locator.LocatorOptions().setHasText(words);
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void aWorkerShowsWhatItsHostLacksAndWhichLanguagesDoNotWork(Look look) {
    try (var redis = new Jedis(URI.create(product.redisUrl()))) {
      BARE.forEach(
          (all, report) -> {
            redis.set(all + ":bare", report, new SetParams().ex(60));
            redis.zadd(all, System.currentTimeMillis() / 1000.0 + 60, all + ":bare");
          });
      try (var console = console(look, "workers")) {
        var worker = console.page().locator(".worker", having("bare"));
        assertThat(worker.locator("tbody tr", inIt("Its host lacks")).textContent())
            .endsWith("no control group for memory");
        assertThat(worker.locator("tbody tr", inIt("Does not work")).textContent())
            .endsWith("is not installed: haskell, ocaml");
        isFine(console);
      } finally {
        BARE.keySet().forEach(all -> redis.del(all + ":bare"));
      }
    }
  }

  @Test
  void aWorkerShowsItsLanguages() {
    try (var console = console("workers")) {
      var section = console.page().textContent("#section");
      assertThat(section).containsPattern("bash \\d+\\.\\d+").contains(jobs.worker());
      console.go("overview");
      assertThat(console.page().textContent(".figures-row"))
          .contains("Hit rate of runs", "Hit rate of programs", "Latency, median");
    }
  }
}
