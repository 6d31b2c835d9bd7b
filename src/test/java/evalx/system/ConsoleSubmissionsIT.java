package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators do with one submission, and what they see of workers. */
@Tag("slow")
class ConsoleSubmissionsIT extends AtTheConsole {
  /** Sections are read again soon, not in five seconds. */
  private static final String HURRY =
      """
      const later = window.setTimeout;
      window.setTimeout = (run, millis) => later(run, millis === 5000 ? 200 : millis);
      """;

  @Test
  void oneThatWaitsIsCancelledAfterAQuestion() {
    jobs.queue("pause");
    var token = jobs.submit();
    try (var console = console("submissions?token=" + token)) {
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

  @Test
  void oneThatWasGivenUpGoesBackIntoItsQueue() {
    var token = jobs.deadLetter();
    try (var console = console("submissions?token=" + token)) {
      var letter = console.row("Dead letter").locator("a");
      assertThat(letter.getAttribute("href")).isEqualTo("#letters?token=" + token);
      console.choose(console.page().locator("#section"), "Put back into its queue");
      console.isTold("It goes back into its queue.");
      assertThat(jobs.result(token)).isEqualTo("Accepted");
    }
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

  @Test
  void aWorkerShowsItsLanguagesAndWhatItsHostLacks() {
    try (var console = console("workers")) {
      var section = console.page().textContent("#section");
      assertThat(section).containsPattern("bash \\d+\\.\\d+").contains(jobs.worker());
      console.go("overview");
      assertThat(console.page().textContent(".figures-row"))
          .contains("Hit rate of runs", "Hit rate of programs", "Latency, median");
    }
  }
}
