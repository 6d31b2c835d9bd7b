package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pages whose server is away for a while. */
@Tag("slow")
class RecoveryIT extends AtThePages {
  private static final String KEPT = "String(localStorage['evalx.workspace']).includes('kept')";

  /** Whether the server answers what an address is asked for. */
  private static AtomicBoolean answers(Page page, String address) {
    var answers = new AtomicBoolean();
    page.route(
        address,
        route -> {
          if (answers.get()) {
            route.resume();
          } else {
            route.abort();
          }
        });
    return answers;
  }

  private static Page.LocatorOptions with(String words) {
    return new Page.LocatorOptions().setHasText(words);
  }

  @Test
  void thePlaygroundWaitsForItsLanguages() {
    try (var visit = Look.DESKTOP.visit(browser, product)) {
      var page = visit.page();
      var answers = answers(page, "**/languages");
      visit.open("/");
      page.locator("#notice", with("The languages cannot be loaded")).waitFor();
      visit.isAccessible();
      answers.set(true);
      page.waitForSelector("html[data-ready]");
      assertThat(page.textContent("#notice")).isEmpty();
      visit.runsTo("Accepted");
      visit.expectsErrors();
    }
  }

  @Test
  void whatIsDoneBeforeTheLanguagesAreThereTakesNoProgramsPlace() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("print('kept')\n");
      await("the program is kept").pollInSameThread().until(() -> page.evaluate(KEPT).equals(true));
      var answers = answers(page, "**/languages");
      visit.open("/");
      page.locator("#notice", with("The languages cannot be loaded")).waitFor();
      page.click("#case-add");
      page.click("#case-clear");
      answers.set(true);
      page.waitForSelector("html[data-ready]");
      assertThat(page.textContent(".cm-content")).contains("kept");
      visit.expectsErrors();
    }
  }

  @Test
  void theConsoleGoesOnWhenTheServerIsBack() {
    try (var console = ConsoleVisit.open(Look.DESKTOP, browser, product, "queues")) {
      var page = console.page();
      var answers = answers(page, "**/admin/queues");
      console.isTold("The server does not answer");
      assertThat(console.row("bash").isVisible()).isTrue();
      console.visit().isAccessible();
      answers.set(true);
      page.locator("#notice .notice").waitFor(new Locator.WaitForOptions().setState(DETACHED));
      console.visit().expectsErrors();
    }
  }

  /** A browser has six connections to a server; what is not looked at may not hold one. */
  @Test
  void aRunThatIsLeftHoldsNoConnection() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("import time\ntime.sleep(5)\n");
      var stream = page.waitForRequest("**/events?*", () -> page.keyboard().press("Control+Enter"));
      page.locator("#status", with("0 of 1 test case done")).waitFor();
      visit.example("Primes");
      page.waitForCondition(() -> stream.failure() != null);
      visit.runsTo("Accepted");
    }
  }

  @Test
  void aProgramThatIsTooLargeIsNamed() {
    try (var visit = playground()) {
      visit
          .page()
          .route(
              "**/submissions",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setStatus(413)
                          .setContentType("application/problem+json")
                          .setBody("{\"title\": \"Too large\", \"detail\": \"at most 1 MiB\"}")));
      visit.page().keyboard().press("Control+Enter");
      visit.page().locator("#notice", with("are too large for this server")).waitFor();
      assertThat(visit.page().textContent("#notice")).contains("at most 1 MiB");
      assertThat(visit.page().isVisible("#run")).isTrue();
      visit.expectsErrors();
    }
  }
}
