package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a run may meet with, as it looks on a telephone and in the dark; PagesIT has it on a desk.
 */
@Tag("slow")
class NoticesIT extends AtThePages {
  private static final String SLEEPS = "import time\ntime.sleep(%d)  # %d\n";

  /** The server refuses what an address is asked for, until it is let go on. */
  private static void refuse(Page page, String address, int status, String title) {
    var problem = "{\"title\": \"%s\", \"detail\": \"%s.\"}".formatted(title, title);
    var refused =
        new Route.FulfillOptions()
            .setStatus(status)
            .setContentType("application/problem+json")
            .setBody(problem);
    page.route(address, route -> route.fulfill(refused));
  }

  /** Runs the program as a finger does. */
  private static void run(Page page) {
    page.click("#run");
  }

  private static void tells(Visit visit, String words, String name) {
    var told = visit.page().locator("#notice", new Page.LocatorOptions().setHasText(words));
    told.waitFor();
    told.scrollIntoViewIfNeeded();
    isFine(visit, name);
  }

  private static void isFine(Visit visit, String name) {
    visit.isFine("notice-" + name);
  }

  @ParameterizedTest
  @EnumSource(names = {"TELEPHONE", "DARK"})
  void whatPassesIsWaitedFor(Look look) {
    try (var visit = look.visit(browser, product).playground("")) {
      var page = visit.page();
      refuse(page, "**/submissions", 503, "The queue of this language is full");
      run(page);
      tells(visit, "The queue of this language is full", "full-" + look.label());
      page.unroute("**/submissions");
      visit.showsVerdict("Accepted");

      page.route("**/events?*", Route::abort);
      visit.type(SLEEPS.formatted(5, System.nanoTime()));
      run(page);
      tells(visit, "The connection was lost", "lost-" + look.label());
      page.unroute("**/events?*");
      visit.showsVerdict("Wrong Answer");
      assertThat(page.textContent("#notice")).isBlank();

      visit.type(SLEEPS.formatted(9, System.nanoTime()));
      run(page);
      page.locator("#status", new Page.LocatorOptions().setHasText("0 of 1 test case done"))
          .waitFor();
      page.click("#cancel");
      visit.showsVerdict("Cancelled");
      isFine(visit, "cancelled-" + look.label());
      visit.expectsErrors();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TELEPHONE", "DARK"})
  void whatIsRefusedIsExplained(Look look) {
    try (var visit = look.visit(browser, product).playground("")) {
      var page = visit.page();
      refuse(page, "**/submissions", 401, "Unknown API token");
      run(page);
      page.locator("dialog", new Page.LocatorOptions().setHasText("does not know this API token"))
          .waitFor();
      isFine(visit, "token-" + look.label());
      page.click("dialog [aria-label=Close]");
      page.unroute("**/submissions");
      run(page);
      visit.showsVerdict("Accepted");

      refuse(page, "**/submissions/*", 404, "Unknown token");
      refuse(page, "**/submissions/*/events?*", 404, "Unknown token");
      page.click("#history");
      page.locator(".runs button").first().click();
      tells(visit, "This result is gone", "gone-" + look.label());
      assertThat(page.isVisible("#run")).isTrue();
      visit.expectsErrors();
    }
  }
}
