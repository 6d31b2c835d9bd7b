package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What screen readers read out when it happens: what comes into a live region that was there
 * before.
 */
@Tag("slow")
class SpokenIT extends AtThePages {
  /** Listens to the live regions of a page, which must not come and go. */
  private static final String LISTEN =
      """
      window.spoken = [];
      addEventListener("load", () => {
        for (const region of document.querySelectorAll("body > [role=status], body > [role=alert]")) {
          new MutationObserver(() => {
            window.spoken.push(`${region.getAttribute("role")}: ${region.textContent}`);
          }).observe(region, {childList: true, subtree: true, characterData: true});
        }
      });
      """;

  private static void listenIn(BrowserContext context) {
    context.addInitScript(LISTEN);
  }

  private static Visit listenedTo() {
    var visit = Look.DESKTOP.visit(browser, product);
    listenIn(visit.context());
    return visit.playground("");
  }

  private static List<String> spoken(Page page) {
    return ((List<?>) page.evaluate("window.spoken.splice(0)"))
        .stream().map(String::valueOf).toList();
  }

  @Test
  void howARunGoesAndEndsIsRead() {
    try (var visit = listenedTo()) {
      visit.example("Primes");
      assertThat(spoken(visit.page())).contains("status: The example is loaded.");
      visit.runsTo("Accepted");
      var spoken = spoken(visit.page());
      assertThat(spoken).startsWith("status: Sending…", "status: In the queue…");
      assertThat(spoken).anyMatch(words -> words.contains("0 of 8 test cases done"));
      assertThat(spoken.get(spoken.size() - 1))
          .startsWith("status: Accepted. 8 of 8 test cases passed ")
          .contains(" MB", "compiled in");

      visit.example("An endless loop");
      visit.runsTo("Time Limit Exceeded");
      spoken = spoken(visit.page());
      assertThat(spoken.get(spoken.size() - 1))
          .startsWith("status: Time Limit Exceeded. 1 of 2 test cases passed")
          .contains("The program took longer than it may.");
    }
  }

  /** Where these are another language's, so is what is shown and read of a verdict. */
  @Test
  void aVerdictIsReadInTheWordsOfTheTexts() {
    try (var visit = Look.DESKTOP.visit(browser, product)) {
      var page = visit.page();
      listenIn(visit.context());
      page.route("**/assets/texts.js", SpokenIT::inOtherWords);
      visit.playground("").runsTo("Godkänd");
      var spoken = spoken(page);
      assertThat(spoken.get(spoken.size() - 1)).startsWith("status: Godkänd. 1 of 1");
      assertThat(visit.testCase(0).locator(".badge").textContent()).isEqualTo("✓Godkänd");

      var console = ConsoleVisit.open(visit, "submissions");
      assertThat(console.page().locator(".filters option[value=Accepted]").textContent())
          .isEqualTo("Godkänd");
    }
  }

  private static void inOtherWords(Route route) {
    var texts =
        route
            .fetch()
            .text()
            .replace("\"status.Accepted\": \"Accepted\"", "\"status.Accepted\": \"Godkänd\"");
    route.fulfill(new Route.FulfillOptions().setContentType("text/javascript").setBody(texts));
  }

  /** One for each test case would never end. */
  @Test
  void ofManyTestCasesSomeAreRead() {
    try (var visit = listenedTo()) {
      visit.type("print(input())");
      visit.page().click("#case-clear");
      for (var number = 0; number < 40; number++) {
        visit.page().click("#case-add");
      }
      spoken(visit.page());
      visit.page().keyboard().press("Control+Enter");
      visit.page().waitForSelector("#status .badge");
      assertThat(spoken(visit.page())).hasSizeBetween(3, 15);
    }
  }

  @Test
  void whatIsWrongIsReadAtOnce() {
    try (var visit = listenedTo()) {
      var page = visit.page();
      page.click(".options > summary");
      page.fill("#options input >> nth=0", "61");
      page.keyboard().press("Control+Enter");
      page.locator("#notice", new Page.LocatorOptions().setHasText("timeout")).waitFor();
      assertThat(spoken(page))
          .filteredOn(words -> words.startsWith("alert: "))
          .singleElement()
          .asString()
          .contains("The server refused the program", "timeout");
      visit.expectsErrors();
    }
  }

  @Test
  void whatAnOperatorHasChangedIsRead() {
    var visit = Look.DESKTOP.visit(browser, product);
    listenIn(visit.context());
    try (var console = ConsoleVisit.open(visit, "queues")) {
      console.choose(console.row("bash"), "Pause");
      console.confirm("Pause the queue of bash?");
      console.isTold("The queue of bash is paused");
      console.choose(console.row("bash"), "Purge");
      console.confirm("Their submissions end as Cancelled");
      console.isTold("0 jobs of bash were removed");
      assertThat(spoken(console.page()))
          .contains(
              "status: The queue of bash is paused.",
              "status: 0 jobs of bash were removed. Jobs left, including those in hand: 0.");

      console.page().route("**/admin/queues/bash/resume", route -> route.abort());
      console.choose(console.row("bash"), "Resume");
      console.isTold("The server does not answer");
      assertThat(spoken(console.page()))
          .anyMatch(words -> words.startsWith("alert: The server does not answer"));
      visit.expectsErrors();
    } finally {
      new BashJobs(product).queue("resume");
    }
  }
}
