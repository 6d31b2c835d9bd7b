package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What most people do in the pages, in a real browser. */
class PlaygroundIT extends AtThePages {
  private static final int MAX_FIRST_LOAD = 500 << 10;

  @Test
  void aProgramRunsOnItsTestCases() {
    try (var visit = playground()) {
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
  void aRunOfTheHistoryGivesBackWhatWasHere() {
    try (var visit = playground()) {
      visit.runsTo("Accepted");
      visit.type("print('here before')\n");
      visit.page().click("#history");
      visit.page().locator(".runs button").click();
      visit.showsVerdict("Accepted");
      visit.page().locator("#notice button >> text=Bring back").click();
      assertThat(visit.page().textContent(".cm-content")).contains("here before");
    }
  }

  @Test
  void whatTheCompilerSaysLeadsToItsLine() {
    try (var visit = playground()) {
      visit.example("Does not compile");
      visit.runsTo("Compilation Error");

      var place = new Page.LocatorOptions().setHasText("main.cpp:6");
      visit.page().locator("#result button.place", place).first().click();
      assertThat(visit.page().textContent(".cm-activeLine")).contains("total");
    }
  }

  @Test
  void rowsOfATableBecomeTestCasesWhenTheyArePasted() {
    try (var visit = playground()) {
      pasteRows(visit);
    }
  }

  @Test
  @Tag("slow")
  void rowsOfATableArePastedOnATelephone() {
    try (var visit = onATelephone()) {
      pasteRows(visit);
      visit.isFine("table-dark-telephone");
    }
  }

  private static Visit onATelephone() {
    return Look.DARK_TELEPHONE.visit(browser, product).playground("");
  }

  private static void pasteRows(Visit visit) {
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
    visit.page().locator("#notice", new Page.LocatorOptions().setHasText("2 test cases")).waitFor();
    assertThat(visit.page().locator("#cases .preview").allTextContents())
        .containsExactly("1 1", "5 5");
  }

  @Test
  void theFirstLoadIsSmall() {
    try (var visit = playground()) {
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
      var languages = visit.page().locator("#operations-Languages-languages");
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

  @Test
  void aProgramOfTwoFilesIsEditedInTabs() {
    try (var visit = playground()) {
      editTabs(visit);
    }
  }

  @Test
  @Tag("slow")
  void aProgramOfTwoFilesIsEditedOnATelephone() {
    try (var visit = onATelephone()) {
      editTabs(visit);
      visit.isFine("tabs-dark-telephone");
    }
  }

  private static void editTabs(Visit visit) {
    var page = visit.page();
    visit.type("from helper import double\nprint(double(int(input())))\n");
    visit.testCase(0).locator("textarea").nth(0).fill("21\n");
    visit.testCase(0).locator("textarea").nth(1).fill("42\n");
    page.click("[aria-label='Add a file']");
    name(page, "helper.txt");
    visit.type("def double(n): return 2 * n");
    page.click("[aria-label='Rename the file']");
    page.fill("dialog input", "main.py");
    page.keyboard().press("Enter");
    assertThat(page.locator("dialog input:invalid").count()).isOne();
    name(page, "helper.py");
    assertThat(tabs(page)).containsExactly("main.py", "helper.py");
    visit.runsTo("Accepted");

    page.click("[aria-label='Remove']");
    assertThat(tabs(page)).containsExactly("main.py");
    page.locator("button", new Page.LocatorOptions().setHasText("Bring back")).click();
    assertThat(tabs(page)).containsExactly("main.py", "helper.py");
    page.click("#tabs button >> text=helper.py");
    page.keyboard().press("Delete");
    visit.runsTo("Runtime Error (NZEC)");
    page.click("[aria-label='Remove']");
    page.locator("#notice", new Page.LocatorOptions().setHasText("at least one file")).waitFor();
    assertThat(tabs(page)).containsExactly("main.py");
  }

  private static void name(Page page, String name) {
    page.fill("dialog input", name);
    page.keyboard().press("Enter");
    page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(DETACHED));
  }

  private static List<String> tabs(Page page) {
    return page.locator("#tabs button").allTextContents();
  }

  @Test
  void aLinkIsCopiedAndHoldsTheProgram() {
    String link;
    try (var visit = playground()) {
      var page = visit.page();
      visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.example("Several files");
      page.click("#share");
      visit.isAccessible();
      page.click("dialog button.primary");
      page.locator("dialog [role=status]", new Page.LocatorOptions().setHasText("Copied"))
          .waitFor();
      link = (String) page.evaluate("navigator.clipboard.readText()");
      assertThat(link).contains("#p1=");
    }
    var fragment = link.substring(link.indexOf('#'));
    try (var visit = Look.TELEPHONE.visit(browser, product).playground(fragment)) {
      assertThat(tabs(visit.page())).containsExactly("main.c", "queue.c", "queue.h");
      assertThat(visit.page().url()).doesNotContain("#");
      visit.runsTo("Accepted");
    }
  }

  @Test
  void aLinkLeavesTheProgramThatWasHere() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.example("Several files");
      page.click("#share");
      var link = page.inputValue("dialog input");
      page.keyboard().press("Escape");
      visit.type("print('mine')\n");
      visit.open("/docs").playground(link.substring(link.indexOf('#')));
      assertThat(tabs(page)).containsExactly("main.c", "queue.c", "queue.h");
      page.locator("#notice button >> text=Bring back").click();
      assertThat(page.textContent(".cm-content")).contains("print('mine')");

      page.locator("#notice button >> text=Undo").click();
      visit.runsTo("Accepted");
      page.reload();
      page.waitForSelector("html[data-ready]");
      page.click("#history");
      page.locator(".runs button", new Page.LocatorOptions().setHasText("Replaced"))
          .first()
          .click();
      assertThat(page.textContent(".cm-content")).contains("print('mine')");
    }
  }

  @Test
  void aLongDiffShowsWhereBothSidesBeginToDiffer() {
    try (var visit = playground()) {
      var numbers =
          IntStream.range(0, 1500)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining("\n", "", "\n"));
      visit.testCase(0).locator("textarea").nth(1).fill(numbers);
      visit.type("for n in range(1500): print(n if n < 20 else -n)\n");
      visit.runsTo("Wrong Answer");
      assertThat(visit.testCase(0).locator(".diff td:last-child").allTextContents())
          .hasSize(21)
          .startsWith("18 equal lines", "18↵", "19↵", "20↵")
          .containsSubsequence("27↵", "1,472 more lines were expected here", "-20↵")
          .endsWith("-27↵", "1,472 more lines were printed here");
      visit.testCase(0).locator(".whole summary").click();
      assertThat(visit.testCase(0).locator(".whole pre").textContent()).startsWith("0\n1\n");
      visit.isAccessible();
    }
  }

  @Test
  void aThemeThatIsChosenStays() {
    try (var visit = playground()) {
      var page = visit.page();
      assertThat(isDark(page)).isFalse();
      page.click("#theme");
      assertThat(isDark(page)).isTrue();
      visit.playground("");
      assertThat(isDark(page)).isTrue();
      assertThat(page.getAttribute("#theme", "aria-pressed")).isEqualTo("true");
      visit.open("/docs").page().waitForSelector("html.dark-mode .opblock");
      page.click("#theme");
      page.waitForSelector("html:not(.dark-mode)");
      visit.playground("");
      assertThat(isDark(page)).isFalse();
    }
  }

  private static boolean isDark(Page page) {
    return (boolean)
        page.evaluate(
            "Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g)) < 128");
  }
}
