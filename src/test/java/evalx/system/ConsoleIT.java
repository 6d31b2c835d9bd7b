package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What operators do in the console, in a real browser. */
class ConsoleIT extends AtTheConsole {
  private static final List<String> SECTIONS =
      List.of("overview", "queues", "letters", "submissions", "workers", "problems", "audit");

  @Test
  void theTokenIsAskedForAndKeptInTheSessionOnly() {
    try (var visit = Look.DESKTOP.visit(browser, product).open("/console")) {
      var page = visit.page();
      page.fill("dialog input", "wrong");
      page.keyboard().press("Enter");
      page.locator("dialog", new Page.LocatorOptions().setHasText("does not know")).waitFor();
      visit.expectsErrors();
      page.fill("dialog input", SharedProduct.ADMIN_TOKEN);
      page.keyboard().press("Enter");
      page.waitForSelector("html[data-ready=overview]");

      assertThat(page.textContent(".figures-row")).contains("Boxes in use", "Oldest waits for");
      assertThat(page.locator(".plots canvas").count()).isEqualTo(6);
      assertThat(page.locator(".plots figcaption").allTextContents())
          .contains("Seconds that the next job has waited", "Hits of the caches, in percent");
      assertThat(page.evaluate("JSON.stringify(localStorage)").toString() + page.url())
          .doesNotContain(SharedProduct.ADMIN_TOKEN);
      assertThat(visit.context().cookies()).isEmpty();
      visit.screenshot("console-overview");

      visit.playground("");
      var sent =
          page.waitForRequest("**/submissions", () -> page.keyboard().press("Control+Enter"));
      assertThat(sent.allHeaders()).doesNotContainKeys("authorization", "x-auth-token");
      visit.showsVerdict("Accepted");
      visit.open("/console").page().waitForSelector("html[data-ready=overview]");
    }
  }

  @Test
  void aQueueIsPausedAndPurgedAfterQuestionsAndResumed() {
    try (var console = console("queues")) {
      console.choose(console.row("bash"), "Pause");
      console.visit().isAccessible();
      console.confirm("Pause the queue of bash?");
      console.isTold("The queue of bash is paused");
      var waits = jobs.submit();
      console.choose(console.row("bash"), "Purge");
      console.page().keyboard().press("Escape");
      console.choose(console.row("bash"), "Resume");
      console.isTold("The queue of bash is resumed");
      assertThat(jobs.result(waits)).isEqualTo("Accepted");

      jobs.queue("pause");
      var purged = jobs.submit();
      console.choose(console.row("bash"), "Purge");
      console.confirm("Their submissions end as Cancelled");
      console.isTold("1 job of bash was removed");
      assertThat(jobs.result(purged)).isEqualTo("Cancelled");

      console.go("audit");
      assertThat(console.row("resume the queue").textContent())
          .contains("name:admin", "bash")
          .endsWith("done");
      assertThat(console.row("purge").textContent())
          .contains("name:admin", "bash")
          .endsWith("done: 1 jobs removed");
      console.visit().isAccessible();
    }
  }

  @Test
  void theOverviewShowsWhatWaitsAndForHowLong() {
    jobs.queue("pause");
    var waits = jobs.submit();
    try (var console = console("overview")) {
      showsFigure(console, "Jobs in queues1");
      showsFigure(console, "Oldest waits for\\d.*");
      jobs.queue("resume");
      assertThat(jobs.result(waits)).isEqualTo("Accepted");
      showsFigure(console, "Jobs in queues0");
      showsFigure(console, "Oldest waits for–");
    }
  }

  private static void showsFigure(ConsoleVisit console, String figure) {
    var words = Pattern.compile("^" + figure + "$");
    console
        .page()
        .locator(".figures-row div", new Page.LocatorOptions().setHasText(words))
        .waitFor();
  }

  @Test
  void aDeadLetterIsLookedAtAndRetriedAndItsSubmissionIsFound() throws IOException {
    var token = jobs.deadLetter();
    try (var console = console("letters")) {
      var page = console.page();
      console.choose(console.row(token), "Look");
      assertThat(page.textContent("dialog"))
          .contains(
              "its worker died in each of 3 attempts", "echo from the console", "notesU+202Etxt")
          .doesNotContain("\u202e");
      console.visit().isAccessible();
      page.keyboard().press("Escape");
      var file = page.waitForDownload(() -> console.choose(page.locator("#section"), "Export"));
      assertThat(Files.readString(file.path())).contains(token, "echo from the console");
      console.choose(console.row(token), "Retry");
      console.isTold(token + ": retried");
      assertThat(jobs.result(token)).isEqualTo("Accepted");

      page.click("#sections a >> text=Submissions");
      console.shows("submissions");
      page.fill(".filters input[name=token]", token);
      page.keyboard().press("Enter");
      assertThat(console.row("Status").textContent())
          .contains("Accepted"); // no row of a list has that
      assertThat(page.textContent("#section pre")).contains("from the console");
    }
  }

  @Test
  void deadLettersOfALanguageAreRetriedOrDeletedTogether() {
    var retried = List.of(jobs.deadLetter(), jobs.deadLetter());
    try (var console = console("letters?language=bash")) {
      retried.forEach(token -> console.row(token).waitFor());
      console.choose(console.page().locator("#section"), "Retry all");
      console.confirm("Run again: all dead letters of bash?");
      console.isTold("were retried");
      assertThat(retried).allMatch(token -> jobs.result(token).equals("Accepted"));

      var deleted = jobs.deadLetter();
      console.row(deleted).waitFor();
      console.choose(console.page().locator("#section"), "Delete all");
      console.page().keyboard().press("Escape");
      console.row(deleted).waitFor();
      console.choose(console.page().locator("#section"), "Delete all");
      console.confirm("Delete all dead letters of bash?");
      console.isTold("1 was deleted");
      console
          .page()
          .locator("#section", new Page.LocatorOptions().setHasText("There are none"))
          .waitFor();
      assertThat(jobs.result(deleted)).isEqualTo("Internal Error");
    }
  }

  @Test
  void everySectionIsAccessibleOnATelephoneInTheDark() {
    try (var console = ConsoleVisit.open(Look.DARK_TELEPHONE, browser, product, "overview")) {
      for (var section : SECTIONS) {
        console.go(section);
        assertThat(console.page().textContent("#section"))
            .doesNotContain("undefined", "null", "NaN", "{", "Invalid Date");
        console.visit().isAccessible();
        console.visit().fitsItsWidth();
        console.visit().screenshot("console-dark-telephone-" + section);
      }
    }
  }

  @Test
  void theHistoryHasTheProgramAndTheResultOfWhatEndedLongAgo() {
    theHistoryIsShown(Look.DESKTOP);
  }
}
