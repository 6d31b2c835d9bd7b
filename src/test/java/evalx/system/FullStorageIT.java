package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A browser that has no room for the program and its runs. */
@Tag("slow")
class FullStorageIT extends AtThePages {
  /** Leaves room for no more than some characters. */
  private static final String FILL =
      """
      () => {
        for (let size = 1 << 22; size >= 1; size >>= 1) {
          try {
            while (true) {
              localStorage.setItem("other." + localStorage.length, "x".repeat(size));
            }
          } catch {
            // Half of it may fit.
          }
        }
      }
      """;

  @Test
  void itIsToldOnceAndBreaksNothing() {
    try (var visit = playground()) {
      var page = visit.page();
      page.evaluate(FILL);
      visit.type("print(int(input()) * 2)  # " + "a program that does not fit".repeat(100));
      var told = page.locator("#storage", new Page.LocatorOptions().setHasText("has no room"));
      told.waitFor();
      visit.isAccessible();
      visit.screenshot("storage-full");
      visit.testCase(0).locator("textarea").nth(0).fill("21\n");
      visit.testCase(0).locator("textarea").nth(1).fill("42\n");
      visit.runsTo("Accepted");
      assertThat(told.isVisible()).isTrue();

      page.click("#storage button");
      page.click("#theme");
      assertThat(page.getAttribute("#theme", "aria-pressed")).isEqualTo("true");
      visit.runsTo("Accepted");
      assertThat(page.textContent("#storage")).isEmpty();
    }
  }

  @Test
  void whoDeletesRunsHasRoomAgain() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("print('kept' * 1)  # " + "a run that takes room ".repeat(100));
      visit.runsTo("Wrong Answer");
      page.evaluate("localStorage['evalx.workspace'] = ''");
      page.evaluate(FILL);
      visit.type("print('changed')  # " + "a program that takes as much ".repeat(50));
      page.locator("#storage", new Page.LocatorOptions().setHasText("has no room")).waitFor();

      page.click("#history");
      page.locator("dialog button", new Page.LocatorOptions().setHasText("Delete all")).click();
      page.locator("#storage .notice").waitFor(new Locator.WaitForOptions().setState(DETACHED));
      page.reload();
      page.waitForSelector("html[data-ready]");
      assertThat(page.textContent(".cm-content")).startsWith("print('changed')");
    }
  }

  /** Old runs give way before the program does. */
  @Test
  void manyLargeRunsLeaveRoomForTheProgram() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("pass  # " + "x".repeat(300_000));
      visit.runsTo("Wrong Answer");
      page.evaluate(
          """
          () => {
            const [run] = JSON.parse(localStorage["evalx.history"]);
            const runs = Array.from({length: 6}, (_, n) => ({...run, token: `old${n}`}));
            localStorage["evalx.history"] = JSON.stringify(runs);
          }
          """);
      visit.type("print(input())  # " + "y".repeat(300_000));
      visit.runsTo("Wrong Answer");
      assertThat(page.evaluate("localStorage['evalx.history'].length <= 2 << 20")).isEqualTo(true);
      assertThat(
              page.evaluate("JSON.parse(localStorage['evalx.history'])[0].token.startsWith('old')"))
          .isEqualTo(false);
      assertThat(page.textContent("#storage")).isEmpty();
    }
  }
}
