package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The main flows where the screen is narrow, or dark, or both; other tests have them on a desk. */
@Tag("slow")
class LooksIT extends AtTheConsole {
  private static final String IS_IN_SIGHT =
      "of => { const place = document.querySelector(of).getBoundingClientRect();"
          + " return place.top >= 0 && place.bottom <= innerHeight; }";

  private static void choose(Page page, String place, String button) {
    page.locator(place + " button", new Page.LocatorOptions().setHasText(button)).first().click();
  }

  private static void isFine(Visit visit, String name) {
    visit.isFine("flow-" + name);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "DESKTOP")
  void testCasesAreMadeRunAndFoundAgain(Look look) {
    String link;
    try (var visit = look.visit(browser, product).playground("")) {
      var page = visit.page();
      visit.type("import sys\nprint(sum(map(int, sys.argv[1:])) + int(input()))\n");
      fill(visit, 0, "1\n", "7\n", "2 4");
      page.click("#case-add");
      fill(visit, 1, "2\n", "", "");
      visit.testCase(1).getByLabel("Nothing may be printed").check();
      page.setInputFiles(
          "#case-files", new FilePayload[] {file("3.in", "3\n"), file("3.out", "3\n")});
      page.locator("#notice", new Page.LocatorOptions().setHasText("1 test case imported"))
          .waitFor();
      isFine(visit, "cases-" + look.label());

      page.click(".options > summary");
      page.getByLabel("CPU time (s)").fill("3");
      page.selectOption("#options select", "exact");
      page.evaluate("scrollTo(0, 0)");
      choose(page, ".run-buttons", "Run");
      visit.showsVerdict("Wrong Answer");
      assertThat(page.textContent("#status")).contains("2 of 3");
      assertThat(page.evaluate(IS_IN_SIGHT, "#status")).isEqualTo(true);
      assertThat(visit.testCase(1).locator(".diff").textContent()).contains("2↵");
      isFine(visit, "result-" + look.label());

      choose(page, ".tools", "Share");
      link = page.inputValue("dialog input");
      page.keyboard().press("Escape");
      page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(DETACHED));
      choose(page, "#case-panel", "Remove all");
      choose(page, ".tools", "History");
      page.locator(".runs button").first().click();
      visit.showsVerdict("Wrong Answer");
      assertThat(page.textContent("#case-count")).isEqualTo("3");
    }
    try (var visit = look.visit(browser, product).playground(link.substring(link.indexOf('#')))) {
      assertThat(visit.page().getByLabel("CPU time (s)").inputValue()).isEqualTo("3");
      choose(visit.page(), ".run-buttons", "Run");
      visit.showsVerdict("Wrong Answer");
      assertThat(visit.page().textContent("#status")).contains("2 of 3");
      isFine(visit, "link-" + look.label());
    }
  }

  /** As on the smallest telephones, and on a desk at 400 %. */
  @Test
  void aScreenOf320PixelsIsWideEnough() {
    try (var visit = narrow().playground("")) {
      var page = visit.page();
      page.click(".options > summary");
      visit.example("A wrong answer");
      visit.runsTo("Wrong Answer");
      isFine(visit, "narrow");
      for (var window : List.of("share", "history", "token")) {
        page.click("#" + window);
        page.waitForSelector("dialog");
        isFine(visit, "narrow-" + window);
        page.keyboard().press("Escape");
        page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(DETACHED));
      }
      visit.open("/docs").page().click("#operations-Submissions-submit .opblock-summary-control");
      page.locator("#operations-Submissions-submit .try-out__btn").click();
      isFine(visit, "narrow-docs");
    }
    jobs.deadLetter();
    try (var console = ConsoleVisit.open(narrow(), "overview")) {
      for (var section :
          List.of("queues", "letters", "submissions", "workers", "problems", "audit", "overview")) {
        console.go(section);
        isFine(console.visit(), "narrow-" + section);
      }
    }
  }

  private static Visit narrow() {
    var visit = Look.DESKTOP.visit(browser, product);
    visit.page().setViewportSize(320, 640);
    return visit;
  }

  private static void fill(Visit visit, int number, String stdin, String expected, String args) {
    var place = visit.testCase(number);
    place.locator("textarea").nth(0).fill(stdin);
    place.locator("textarea").nth(1).fill(expected);
    place.getByLabel("Arguments").fill(args);
  }

  private static FilePayload file(String name, String content) {
    return new FilePayload(name, "text/plain", content.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "DESKTOP")
  void anOperatorStopsAndStartsTheWork(Look look) {
    try (var console = ConsoleVisit.open(look, browser, product, "queues")) {
      console.choose(console.row("bash"), "Pause");
      console.confirm("Pause the queue of bash?");
      console.isTold("The queue of bash is paused");
      var purged = jobs.submit();
      console.choose(console.row("bash"), "Purge");
      isFine(console.visit(), "question-" + look.label());
      console.confirm("Their submissions end as Cancelled");
      console.isTold("1 job of bash was removed");
      isFine(console.visit(), "queues-" + look.label());
      assertThat(jobs.result(purged)).isEqualTo("Cancelled");
      console.choose(console.row("bash"), "Resume");
      console.isTold("The queue of bash is resumed");

      console.go("workers");
      console.choose(console.page().locator("#section"), "Drain");
      console.confirm("take no more jobs?");
      console.isTold("takes no more jobs");
      isFine(console.visit(), "workers-" + look.label());
      console.go("problems");
      assertThat(console.row("drained").textContent()).contains("undrain");
      isFine(console.visit(), "problems-" + look.label());
      console.go("workers");
      console.choose(console.page().locator("#section"), "Take jobs again");
      console.isTold("takes jobs again");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "DESKTOP")
  void anOperatorFindsWhatHasFailed(Look look) {
    var retried = jobs.deadLetter();
    var deleted = jobs.deadLetter();
    try (var console = ConsoleVisit.open(look, browser, product, "letters")) {
      var page = console.page();
      page.fill(".filters input[name=language]", "bash");
      page.click(".filters button");
      console.row(deleted).waitFor();
      page.getByLabel("Select " + deleted).check();
      isFine(console.visit(), "letters-" + look.label());
      choose(page, "#section", "Delete selected");
      console.confirm("Delete 1 selected dead letter?");
      console.isTold("1 was deleted");
      console.choose(console.row(retried), "Retry");
      console.isTold(retried + ": retried");
      assertThat(jobs.result(retried)).isEqualTo("Accepted");

      console.go("submissions");
      page.selectOption(".filters select", "Internal Error");
      page.click(".filters button");
      console.row(deleted).waitFor();
      isFine(console.visit(), "submissions-" + look.label());
      console.row(deleted).locator("a").first().click();
      page.locator("#section", new Page.LocatorOptions().setHasText("To be cancelled")).waitFor();
      isFine(console.visit(), "submission-" + look.label());
    }
  }
}
