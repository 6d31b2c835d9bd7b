package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a browser keeps of a person's work, and pages in one that keeps nothing. */
@Tag("slow")
class KeepingIT extends AtThePages {
  /** What would be kept a moment later is not, unless the page sees that it is left. */
  private static final String NEVER_LATER =
      """
      const later = window.setTimeout;
      window.setTimeout = (run, millis) => (millis === 300 ? 1 : later(run, millis));
      """;

  /** As browsers do where a person has forbidden a site to keep anything. */
  private static final String NO_STORAGE =
      """
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException("Access is denied for this document.", "SecurityError");
          },
        });
      }
      """;

  private static final String IS_GONE =
      "JSON.parse(localStorage['evalx.history']).some(({isGone}) => isGone)";

  private static Visit visit(String script) {
    var visit = Look.DESKTOP.visit(browser, product);
    visit.context().addInitScript(script);
    return visit;
  }

  private static String code(Page page) {
    return page.textContent(".cm-content");
  }

  @Test
  void whatIsTypedLastIsKept() {
    try (var visit = visit(NEVER_LATER).playground("")) {
      visit.type("print('the last words')\n");
      visit.open("/docs").playground("");
      assertThat(code(visit.page())).contains("the last words");
    }
  }

  @Test
  void whatWasTypedBeforeSomethingIsBroughtBackIsNotLost() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("print('first')\n");
      visit.example("Primes");
      visit.type("typed since\n");
      page.locator("#notice button >> text=Bring back").click();
      assertThat(code(page)).contains("first");
      page.locator("#notice button >> text=Undo").click();
      assertThat(code(page)).contains("typed since");
      page.locator("#notice button >> text=Undo").click();
      assertThat(code(page)).contains("first");
    }
  }

  @Test
  void aRunThatHasExpiredIsAskedForOnce() {
    try (var visit = playground()) {
      var page = visit.page();
      var asked = new AtomicInteger();
      visit.type("print('expires')\n");
      visit.runsTo("Wrong Answer");
      page.route(
          "**/submissions/*",
          route -> {
            asked.incrementAndGet();
            route.fulfill(
                new Route.FulfillOptions().setStatus(404).setBody("{\"title\":\"Unknown token\"}"));
          });
      visit.open("/docs").playground("");
      page.waitForCondition(() -> page.evaluate(IS_GONE).equals(true));
      visit.expectsErrors();
      visit.open("/docs").playground("");
      assertThat(code(page)).contains("expires");
      visit.runsTo("Wrong Answer");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void thePlaygroundWorksWhereNothingIsKept() {
    try (var visit = visit(NO_STORAGE).playground("")) {
      var page = visit.page();
      visit.type("print(42)\n");
      page.locator("#storage", new Page.LocatorOptions().setHasText("lets the page keep nothing"))
          .waitFor();
      visit.runsTo("Accepted");
      page.click("#theme");
      page.click("#history");
      page.locator("dialog", new Page.LocatorOptions().setHasText("No runs yet")).waitFor();
      visit.isAccessible();
    }
  }

  @Test
  void theOtherPagesWorkWhereNothingIsKept() {
    try (var visit = visit(NO_STORAGE).open("/docs")) {
      var page = visit.page();
      page.waitForSelector(".opblock");
      visit.open("/console");
      page.fill("dialog input", SharedProduct.ADMIN_TOKEN);
      page.keyboard().press("Enter");
      page.waitForSelector("html[data-ready=overview]");
      page.click("#sections a >> text=Queues");
      page.waitForSelector("html[data-ready=queues]");
    }
  }
}
