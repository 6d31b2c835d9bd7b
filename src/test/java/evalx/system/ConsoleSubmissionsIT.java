package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators do with one submission, and what they see of workers. */
@Tag("slow")
@ExtendWith({SharedProduct.class, Chromium.class})
class ConsoleSubmissionsIT {
  private static Product product;
  private static Browser browser;
  private static BashJobs jobs;

  @BeforeAll
  static void prepare(Product shared, Browser started) {
    product = shared;
    browser = started;
    jobs = new BashJobs(shared);
  }

  /** Other tests need the queue. */
  @AfterEach
  void goOn() {
    jobs.queue("resume");
  }

  private static ConsoleVisit console(String place) {
    return ConsoleVisit.open(Look.DESKTOP, browser, product, place);
  }

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
