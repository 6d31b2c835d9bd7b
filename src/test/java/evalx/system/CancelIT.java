package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are cancelled in the playground while something is in the way. */
@Tag("slow")
class CancelIT extends AtThePages {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String SLEEPS = "import time\ntime.sleep(%d)  # %d\n";
  private static final String SUBMISSION = "**/submissions/*";

  private static Page.LocatorOptions with(String words) {
    return new Page.LocatorOptions().setHasText(words);
  }

  /** Runs a program that no earlier run was of, and waits until it sleeps. */
  private static void run(Visit visit, int seconds) {
    visit.type(SLEEPS.formatted(seconds, System.nanoTime()));
    visit.page().keyboard().press("Control+Enter");
    visit.page().locator("#status", with("0 of 1 test case done")).waitFor();
  }

  private static void answer(Route route, int status) {
    if (status == 0) {
      route.abort();
    } else {
      route.fulfill(new Route.FulfillOptions().setStatus(status).setBody("{}"));
    }
  }

  /** How many requests have asked for it. */
  private static AtomicInteger cancelled(Page page) {
    var count = new AtomicInteger();
    page.onRequest(
        request -> {
          if (request.method().equals("DELETE")) {
            count.incrementAndGet();
          }
        });
    return count;
  }

  private static boolean cancels(Route route) {
    return route.request().method().equals("DELETE");
  }

  /** The page has not heard of the end when the button is pressed. */
  @Test
  void aRunThatHasEndedKeepsItsResult() {
    try (var visit = playground()) {
      var page = visit.page();
      var cancelled = cancelled(page);
      page.route("**/events?*", Route::abort);
      var isFirst = new AtomicBoolean(true);
      page.route(
          SUBMISSION,
          route -> {
            // The first asks for the result, and is not answered.
            if (!isFirst.getAndSet(false)) {
              route.resume();
            }
          });
      page.waitForRequest(SUBMISSION, () -> page.keyboard().press("Control+Enter"));
      var token = (String) page.evaluate("JSON.parse(localStorage['evalx.history'])[0].token");
      product.client().result(token, LIMIT);
      page.click("#cancel");
      visit.showsVerdict("Accepted");
      assertThat(cancelled).hasValue(0);
      visit.expectsErrors();
    }
  }

  @Test
  void aButtonThatIsPressedTwiceCancelsOnce() {
    try (var visit = playground()) {
      var page = visit.page();
      var cancelled = cancelled(page);
      run(visit, 9);
      page.focus("#cancel");
      page.keyboard().press("Enter");
      page.keyboard().press("Enter");
      visit.showsVerdict("Cancelled");
      assertThat(cancelled).hasValue(1);
      assertThat(page.evaluate("document.activeElement.id")).isEqualTo("run");
      assertThat(page.getAttribute("#cancel", "aria-disabled")).isEqualTo("false");
    }
  }

  /** While nothing answers, only a proxy does, or the server is too busy. */
  @ParameterizedTest
  @ValueSource(ints = {0, 502, 503})
  void aServerThatDoesNotAnswerIsAskedAgain(int status) {
    try (var visit = playground()) {
      var page = visit.page();
      var answers = new AtomicBoolean();
      page.route(
          SUBMISSION,
          route -> {
            if (cancels(route) && !answers.get()) {
              answer(route, status);
            } else {
              route.resume();
            }
          });
      run(visit, 9);
      page.click("#cancel");
      page.locator(
              "#notice",
              with(status == 503 ? "The server is busy" : "Trying again in 1 s. Nothing is lost."))
          .waitFor();
      assertThat(page.textContent("#status")).contains("0 of 1 test case done");
      assertThat(page.getAttribute("#cancel", "aria-disabled")).isEqualTo("true");
      answers.set(true);
      visit.showsVerdict("Cancelled");
      assertThat(page.textContent("#notice")).isBlank();
      visit.expectsErrors();
    }
  }

  @Test
  void aRunThatIsNotCancelledIsStillFollowed() {
    try (var visit = playground()) {
      var page = visit.page();
      page.route(
          SUBMISSION,
          route -> {
            if (cancels(route)) {
              answer(route, 500);
            } else {
              route.resume();
            }
          });
      run(visit, 3);
      page.click("#cancel");
      page.locator("#notice", with("The run was not cancelled")).waitFor();
      assertThat(page.getAttribute("#cancel", "aria-disabled")).isEqualTo("false");
      visit.showsVerdict("Wrong Answer");
      assertThat(visit.testCase(0).locator(".badge", badge("Wrong Answer")).count()).isOne();
      visit.expectsErrors();
    }
  }

  private static Locator.LocatorOptions badge(String words) {
    return new Locator.LocatorOptions().setHasText(words);
  }
}
