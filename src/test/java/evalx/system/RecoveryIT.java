package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages whose server is away for a while. */
@Tag("slow")
class RecoveryIT extends AtThePages {
  private static final String IS_KEPT = "String(localStorage['evalx.workspace']).includes('%s')";

  private static void isKept(Page page, String code) {
    await(code + " is kept")
        .pollInSameThread()
        .until(() -> page.evaluate(IS_KEPT.formatted(code)).equals(true));
  }

  private static Page.LocatorOptions with(String words) {
    return new Page.LocatorOptions().setHasText(words);
  }

  @Test
  void thePlaygroundWaitsForItsLanguages() {
    try (var visit = Look.DESKTOP.visit(browser, product)) {
      var page = visit.page();
      var outage = new Outage(page, 0, "**/languages");
      visit.open("/");
      page.locator("#languages", with("The languages cannot be loaded")).waitFor();
      assertThat(page.isDisabled("#run")).isTrue();
      visit.isAccessible();
      outage.end();
      page.waitForSelector("html[data-ready]");
      assertThat(page.textContent("#languages")).isEmpty();
      visit.runsTo("Accepted");
      visit.expectsErrors();
    }
  }

  @Test
  void whatIsTypedBeforeTheLanguagesAreThereIsOfTheFirst() {
    try (var visit = Look.DESKTOP.visit(browser, product)) {
      var page = visit.page();
      var outage = new Outage(page, 0, "**/languages");
      visit.open("/");
      page.locator("#languages .notice").waitFor();
      visit.type("print('typed early')\n");
      visit.testCase(0).locator("textarea").nth(1).fill("typed early\n");
      page.keyboard().press("Control+Enter");
      outage.end();
      page.waitForSelector("html[data-ready]");
      assertThat(page.textContent(".cm-content")).contains("typed early");
      assertThat(page.textContent("#tabs")).isEqualTo("main.py");
      visit.runsTo("Accepted");
      visit.expectsErrors();
    }
  }

  /** While nothing answers, the server is too busy, or it wants a token that is not given. */
  @ParameterizedTest
  @ValueSource(ints = {0, 503, 401})
  void aProgramIsThereBeforeItsLanguages(int status) {
    try (var visit = playground()) {
      var page = visit.page();
      visit.example("Several files");
      page.click("#share");
      var link = page.inputValue("dialog input");
      page.keyboard().press("Escape");
      visit.example("Counts words");
      visit.type("print('kept')\n");
      isKept(page, "kept");

      var outage = new Outage(page, status, "**/languages");
      visit.open("/");
      if (status == 401) {
        page.waitForSelector("dialog");
        page.keyboard().press("Escape");
      }
      page.locator("#languages .notice").waitFor();
      assertThat(page.textContent(".cm-content")).contains("kept");
      visit.type("print('typed meanwhile')\n");
      isKept(page, "typed meanwhile");
      page.evaluate("link => { location.href = link }", link);
      page.locator("#notice", with("The shared program is loaded")).waitFor();
      assertThat(page.textContent("#tabs")).startsWith("main.c");
      page.locator("#notice button >> text=Bring back").click();
      assertThat(page.textContent(".cm-content")).contains("typed meanwhile");
      page.locator("#notice button >> text=Undo").click();

      outage.end();
      if (status == 401) {
        page.locator("#languages button >> text=Try again").click();
      }
      page.waitForSelector("html[data-ready]");
      assertThat(page.inputValue("#language")).isEqualTo("c");
      visit.runsTo("Accepted");
      visit.expectsErrors();
    }
  }

  @Test
  void theConsoleGoesOnWhenTheServerIsBack() {
    try (var console = ConsoleVisit.open(Look.DESKTOP, browser, product, "queues")) {
      var page = console.page();
      var outage = new Outage(page, 0, "**/admin/queues");
      console.isTold("The server does not answer");
      assertThat(console.row("bash").isVisible()).isTrue();
      console.visit().isAccessible();
      outage.end();
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
