package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser knows of runs whose ends its page has not seen. */
@Tag("slow")
class KeptRunsIT extends AtThePages {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String SUBMISSION = "**/submissions/*";
  private static final String UNKNOWN = "{\"title\":\"Unknown token\"}";
  private static final String SLEEPS = "import time\ntime.sleep(4)  # %d\n";

  private static Page.LocatorOptions with(String words) {
    return new Page.LocatorOptions().setHasText(words);
  }

  private static Object lastRun(Page page, String member) {
    return page.evaluate("JSON.parse(localStorage['evalx.history'])[0]." + member);
  }

  /** Runs a program that no earlier run was of, and waits until it is submitted. */
  private static void run(Visit visit) {
    var page = visit.page();
    visit.type(SLEEPS.formatted(System.nanoTime()));
    page.keyboard().press("Control+Enter");
    page.waitForCondition(() -> page.evaluate("'evalx.history' in localStorage").equals(true));
  }

  /** Leaves a run for another program before it ends, and gives its token. */
  private static String leaveARun(Visit visit) {
    var page = visit.page();
    run(visit);
    visit.example("Primes");
    return (String) lastRun(page, "token");
  }

  private static void refuse(Page page, int status, String body, AtomicInteger asked) {
    page.route(
        SUBMISSION,
        route -> {
          asked.incrementAndGet();
          route.fulfill(new Route.FulfillOptions().setStatus(status).setBody(body));
        });
  }

  private static void openHistory(Page page) {
    page.click("#history");
    page.waitForSelector("dialog");
  }

  private static void closeHistory(Page page) {
    page.keyboard().press("Escape");
    page.waitForCondition(() -> page.locator("dialog").count() == 0);
  }

  @Test
  void howARunEndedThatWasLeftIsFoundOut() {
    try (var visit = playground()) {
      var page = visit.page();
      var token = leaveARun(visit);
      openHistory(page);
      page.locator(".runs .badge", with("Running")).waitFor();
      closeHistory(page);
      product.client().result(token, LIMIT);

      openHistory(page);
      page.locator(".runs .badge", with("Wrong Answer")).waitFor();
      visit.isAccessible();
      closeHistory(page);
      var asked = new AtomicInteger();
      refuse(page, 404, UNKNOWN, asked);
      openHistory(page);
      assertThat(page.locator(".runs .badge").allTextContents()).containsExactly("✗Wrong Answer");
      assertThat(asked).hasValue(0);
    }
  }

  @Test
  void aRunWhoseResultIsGoneIsAskedForOnce() {
    try (var visit = playground()) {
      var page = visit.page();
      leaveARun(visit);
      var asked = new AtomicInteger();
      refuse(page, 404, UNKNOWN, asked);
      for (var visits = 0; visits < 2; visits++) {
        openHistory(page);
        page.locator(".runs .badge", with("Gone")).waitFor();
        closeHistory(page);
      }
      assertThat(asked).hasValue(1);
      visit.expectsErrors();
    }
  }

  /** It fails; or a proxy answers, or a server that has not loaded EvalX yet, or one elsewhere. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"500|{}", "404|<h1>no backend</h1>", "404|{\"title\":\"Not found\"}"})
  void aRunOfWhichTheServerDoesNotTellIsNeitherSaidToRunNorToBeGone(int status, String body) {
    try (var visit = playground()) {
      var page = visit.page();
      leaveARun(visit);
      refuse(page, status, body, new AtomicInteger());
      openHistory(page);
      page.locator(".runs .badge", with("End not known")).waitFor();
      assertThat(lastRun(page, "isGone")).isNull();
      visit.isAccessible();
      visit.expectsErrors();
    }
  }

  @Test
  void aRunThatIsGoneWhileItIsFollowedIsKeptAsGone() {
    try (var visit = playground()) {
      var page = visit.page();
      page.route("**/events?*", Route::abort);
      refuse(page, 404, UNKNOWN, new AtomicInteger());
      page.keyboard().press("Control+Enter");
      page.locator("#notice", with("This result is gone")).waitFor();
      assertThat(lastRun(page, "isGone")).isEqualTo(true);
      visit.expectsErrors();
    }
  }

  /** The server is away, or too busy, when the page is loaded anew. */
  @ParameterizedTest
  @ValueSource(ints = {0, 503})
  void aRunIsFollowedWhenTheServerIsBack(int status) {
    try (var visit = playground()) {
      var page = visit.page();
      run(visit);
      var outage = new Outage(page, status, SUBMISSION, "**/events?*");
      page.reload();
      page.locator("#notice", with("The connection was lost")).waitFor();
      outage.end();
      visit.showsVerdict("Wrong Answer");
      assertThat(page.textContent("#notice")).isBlank();
      visit.expectsErrors();
    }
  }
}
