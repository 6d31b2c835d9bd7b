package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What most people do in the pages, in a real browser. */
@ExtendWith({SharedProduct.class, Chromium.class})
class PlaygroundIT {
  private static final int MAX_FIRST_LOAD = 500 << 10;

  private static Product product;
  private static Browser browser;

  @BeforeAll
  static void prepare(Product shared, Browser started) {
    product = shared;
    browser = started;
  }

  @Test
  void aProgramRunsOnItsTestCases() {
    try (var visit = Look.DESKTOP.visit(browser, product).playground("")) {
      visit.runsTo("Accepted");
      assertThat(visit.page().textContent("#status")).contains("1 of 1");
      assertThat(visit.testCase(0).locator(".figures").textContent()).contains("Accepted", "MB");

      visit.testCase(0).locator("textarea").nth(1).fill("43\n");
      visit.runsTo("Wrong Answer");
      assertThat(visit.testCase(0).locator(".diff tr.less td:last-child").textContent())
          .contains("43", "↵");
      assertThat(visit.testCase(0).locator(".diff tr.more td:last-child").textContent())
          .contains("42", "↵");
      visit.isAccessible();
    }
  }

  @Test
  void whatTheCompilerSaysLeadsToItsLine() {
    try (var visit = Look.DESKTOP.visit(browser, product).playground("")) {
      visit.example("Does not compile");
      visit.runsTo("Compilation Error");

      var place = new Page.LocatorOptions().setHasText("main.cpp:6");
      visit.page().locator("#result button.place", place).first().click();
      assertThat(visit.page().textContent(".cm-activeLine")).contains("total");
    }
  }

  @Test
  void rowsOfATableBecomeTestCasesWhenTheyArePasted() {
    try (var visit = Look.DESKTOP.visit(browser, product).playground("")) {
      visit.page().click("#case-clear");
      visit
          .page()
          .evaluate(
              """
              () => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", "1 1\\t3\\n5 5\\t10");
                document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}));
              }
              """);
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("2 test cases"))
          .waitFor();
      assertThat(visit.page().locator("#cases .preview").allTextContents())
          .containsExactly("1 1", "5 5");
    }
  }

  @Test
  void theFirstLoadIsSmall() {
    try (var visit = Look.DESKTOP.visit(browser, product).playground("")) {
      var bytes =
          (Number)
              visit
                  .page()
                  .evaluate(
                      """
                      () => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
                        .reduce((sum, entry) => sum + entry.transferSize, 0)
                      """);
      assertThat(bytes.intValue()).isBetween(1, MAX_FIRST_LOAD);
    }
  }

  @Test
  void theApiPageTriesRequests() {
    try (var visit = Look.DESKTOP.visit(browser, product).open("/docs")) {
      var languages = visit.page().locator("#operations-default-languages");
      languages.locator(".opblock-summary-control").click();
      languages.locator(".try-out__btn").click();
      languages.locator(".execute").click();
      assertThat(
              languages
                  .locator(".live-responses-table .response .response-col_status")
                  .textContent())
          .contains("200");
      visit.isAccessible();
    }
  }
}
