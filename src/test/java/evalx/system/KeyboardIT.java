package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The playground without a mouse. */
class KeyboardIT extends AtThePages {
  /** What has the focus: its name for a person, or what it is. */
  private static final String FOCUSED =
      """
      () => {
        const at = document.activeElement;
        const label = [...(at.labels?.[0]?.childNodes ?? [])].filter((part) => part !== at);
        return at.getAttribute("aria-label") || label.map((part) => part.textContent).join("") || at.textContent.trim();
      }
      """;

  /** Whether one sees where the focus is: by its outline, or by the cursor of the editor. */
  private static final String IS_SEEN =
      """
      async () => {
        // The editor draws its cursor in the next frame.
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        const at = document.activeElement;
        const {top, left, bottom, right} = at.getBoundingClientRect();
        const {outlineStyle, outlineWidth} = getComputedStyle(at);
        return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && bottom > top
          && ((outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || document.querySelector(".cm-focused .cm-cursor") !== null);
      }
      """;

  private static final String EDITOR = "Code of main.py. Escape, then Tab leaves the editor.";
  private static final int MAX_STEPS = 100;

  private static String press(Page page, String key) {
    page.keyboard().press(key);
    assertThat(page.evaluate(IS_SEEN)).as("focus on " + page.evaluate(FOCUSED)).isEqualTo(true);
    return (String) page.evaluate(FOCUSED);
  }

  private static List<String> walk(Page page, int steps) {
    var found = new ArrayList<String>();
    for (var step = 0; step < steps; step++) {
      found.add(press(page, "Tab"));
    }
    return found;
  }

  /** Goes on, by Tab or Shift+Tab, until something has the focus. */
  private static void goTo(Page page, String key, String name) {
    var steps = 0;
    while (!press(page, key).equals(name)) {
      assertThat(++steps).as("steps to " + name).isLessThan(MAX_STEPS);
      if (page.evaluate(FOCUSED).equals(EDITOR)) {
        page.keyboard().press("Escape");
      }
    }
  }

  @Test
  void aTestCaseIsAddedAndItsDiffIsReadAndShared() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      goTo(page, "Tab", EDITOR);
      page.keyboard().press("Control+A");
      page.keyboard().insertText("print(42)\n");
      page.keyboard().press("Escape");
      goTo(page, "Tab", "Add");
      page.keyboard().press("Enter");
      assertThat(page.evaluate(FOCUSED)).isEqualTo("Input (stdin)");
      page.keyboard().insertText("21\n");
      assertThat(press(page, "Tab")).isEqualTo("Expected output");
      page.keyboard().insertText("43\n");
      visit.runsTo("Wrong Answer");
      goTo(page, "Tab", "Expected and got");
      assertThat(page.evaluate("document.activeElement.textContent"))
          .asString()
          .contains("43", "42");

      goTo(page, "Shift+Tab", "Share");
      page.keyboard().press("Enter");
      page.waitForSelector("dialog");
      assertThat(press(page, "Tab")).isEqualTo("Copy");
      page.keyboard().press("Enter");
      page.locator("dialog [role=status]", new Page.LocatorOptions().setHasText("Copied"))
          .waitFor();
      assertThat(page.evaluate("navigator.clipboard.readText()")).asString().contains("#p1=");
    }
  }

  @Test
  void aDeadLetterIsFoundAndRetried() {
    var jobs = new BashJobs(product);
    jobs.deleteLetters();
    var token = jobs.deadLetter();
    try (var console = ConsoleVisit.open(Look.DESKTOP, browser, product, "overview")) {
      var page = console.page();
      goTo(page, "Tab", "Dead letters");
      page.keyboard().press("Enter");
      console.row(token).waitFor();
      goTo(page, "Tab", "Retry " + token);
      page.keyboard().press("Enter");
      console.isTold(token + ": retried");
      assertThat(jobs.result(token)).isEqualTo("Accepted");
    }
  }

  @Test
  void everythingIsReachedInItsOrder() {
    try (var visit = playground()) {
      var page = visit.page();
      assertThat(walk(page, 18))
          .containsExactly(
              "Skip to the code",
              "Playground",
              "API",
              "Console",
              "Share",
              "Download",
              "History",
              "API token",
              "Dark colours",
              "Language",
              "Examples",
              "Run",
              "main.py",
              "Add a file",
              "Rename the file",
              "Remove",
              "Open files",
              EDITOR);

      page.keyboard().press("Tab");
      assertThat(page.textContent(".cm-line")).startsWith("  ");
      page.keyboard().press("Control+z");
      page.keyboard().press("Escape");
      assertThat(walk(page, 4))
          .containsExactly("Limits and options", "Add", "Import", "Remove all");
    }
  }

  @Test
  void theFocusStaysWhereSomethingIsRemoved() {
    try (var visit = playground()) {
      var page = visit.page();
      page.focus("#cases button:last-child");
      assertThat(press(page, "Enter")).isEqualTo("Add");
      page.focus("#case-clear");
      page.keyboard().press("Enter");
      page.focus("#notice button.quiet");
      assertThat(press(page, "Enter")).isEqualTo("Remove all");

      page.click("#case-add");
      assertThat(page.evaluate(FOCUSED)).isEqualTo("Input (stdin)");
      page.setInputFiles("#case-files", new FilePayload[] {file("1.in"), file("2.in")});
      page.locator("#notice", new Page.LocatorOptions().setHasText("2 test cases")).waitFor();
      assertThat(page.evaluate(FOCUSED)).isEqualTo("Add");
    }
  }

  private static FilePayload file(String name) {
    return new FilePayload(name, "text/plain", new byte[] {'1'});
  }

  @Test
  void aProgramIsRunAndAWindowIsLeft() {
    try (var visit = playground()) {
      var page = visit.page();
      page.focus("#share");
      page.keyboard().press("Enter");
      page.waitForSelector("dialog");
      assertThat(page.evaluate(FOCUSED)).isEqualTo("Link");
      assertThat(press(page, "Shift+Tab")).isEqualTo("Close");
      assertThat(walk(page, 2)).containsExactly("Link", "Copy");
      page.keyboard().press("Control+Enter");
      assertThat(page.textContent("#status")).startsWith("Nothing has run yet");
      page.keyboard().press("Escape");
      page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(DETACHED));
      assertThat(page.evaluate(FOCUSED)).isEqualTo("Share");

      page.focus("#run");
      page.keyboard().press("Enter");
      visit.showsVerdict("Accepted");
      assertThat(page.evaluate(FOCUSED)).isEqualTo("Run");
      page.focus(".cm-content");
      page.keyboard().press("Control+Home");
      page.keyboard().insertText("raise SystemExit(3)\n");
      visit.runsTo("Runtime Error (NZEC)");
    }
  }
}
