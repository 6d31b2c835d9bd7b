package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs print to do harm is text, and the pages answer while they show it. */
@Tag("slow")
class HostileOutputIT extends AtThePages {
  /**
   * Milliseconds in which a page may answer nothing. It takes some 200 on an idle machine, and a
   * few times that where others are at work; what lays out anew for each line takes half a minute.
   */
  private static final int MAX_TASK = 3000;

  private static final String WATCH =
      """
      window.longest = 0;
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) {
          window.longest = Math.max(window.longest, task.duration);
        }
      }).observe({type: "longtask"});
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a million lines, '\\n' * 1000000",
    "long lines, ('x' * 65536 + '\\n') * 20",
    "lines of blanks, ' \\t \\n' * 20000",
    "signs, '\\x01\\u202e\\u200b' * 20000",
    "lines of signs, '\\x01\\n' * 40000",
    "places, 'File \"main.py\", line 1\\n' * 4000",
    "places and signs, 'main.py:1 \\x01\\x01\\x01\\x01\\n' * 5000"
  })
  void whatAProgramPrintsFreezesNothing(String name, String text) {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type(
          "import sys\ntext = %s\nsys.stdout.write(text)\nsys.stderr.write(text)\nsys.exit(3)\n"
              .formatted(text));
      visit.testCase(0).locator("textarea").nth(1).fill("");
      page.evaluate(WATCH);
      visit.runsTo("Runtime Error");
      answers(page, name + ", shown");

      visit.testCase(0).locator(".output-head input").first().check();
      answers(page, name + ", with blanks");
      showAll(page, name);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a million lines, '\\n' * 1000000",
    "long lines, ('x' * 65536 + '\\n') * 20",
    "signs, '\\x01\\u202e\\u200b\\n' * 10000"
  })
  void aDiffFreezesNothing(String name, String text) {
    try (var visit = playground()) {
      visit.type("print(%s)\n".formatted(text));
      visit.page().click("#case-clear");
      visit
          .page()
          .setInputFiles(
              "#case-files",
              new FilePayload[] {file("1.in", ""), file("1.out", "x\n".repeat(20_000))});
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("1 test case imported"))
          .waitFor();
      visit.page().evaluate(WATCH);
      visit.runsTo("Wrong Answer");
      answers(visit.page(), name);
    }
  }

  private static FilePayload file(String name, String content) {
    return new FilePayload(name, "text/plain", content.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 60_000})
  void whatACompilerPrintsFreezesNothing(int length) {
    try (var visit = playground()) {
      var page = visit.page();
      page.focus("#language");
      page.selectOption("#language", "c");
      var line = "#error <img src=x onerror='window.hacked=1'>" + "x".repeat(length) + "\n";
      page.setInputFiles(
          "#file-buttons input", file("main.c", line.repeat(Math.max(1, 60_000 / line.length()))));
      page.evaluate(WATCH);
      visit.runsTo("Compilation Error");
      answers(page, "compiler output");
      showAll(page, "compiler output");
      assertThat(page.textContent("#result")).contains("<img src=x onerror");
      isText(page);
    }
  }

  @Test
  void theConsoleShowsItToo() {
    var code = "import sys\nsys.stderr.write('<img src=x onerror=1>\\u202e\\n' * 9000)\n";
    var submission =
        Client.JSON
            .createObjectNode()
            .put("language", "python")
            .put("code", code + "#\u202e\n".repeat(20_000));
    for (var number = 0; number < 30; number++) {
      submission.withArray("test_cases").addObject().put("stdin", number + "\n");
    }
    var token = product.client().submit(submission);
    product.client().result(token, Duration.ofMinutes(1));

    try (var console = ConsoleVisit.open(Look.DESKTOP, browser, product, "overview")) {
      var page = console.page();
      page.evaluate(WATCH);
      page.evaluate("location.hash = 'submissions?program=yes&token=" + token + "'");
      console.shows("submissions");
      page.locator("pre", new Page.LocatorOptions().setHasText("<img src=x")).first().waitFor();
      answers(page, "console");
      showAll(page, "console");
      // What was asked for stays when the section is read again.
      for (var time = 0; time < 2; time++) {
        page.waitForResponse("**/admin/submissions/" + token, () -> {});
      }
      assertThat(more(page)).isEmpty();
      assertThat(page.textContent("#section")).contains("U+202E").doesNotContain("\u202e");
      isText(page);
    }
  }

  /** Nothing came to life. */
  private static void isText(Page page) {
    assertThat(page.evaluate("String(window.hacked)")).isEqualTo("undefined");
    assertThat(page.locator(".tests img, #section img").count()).isZero();
  }

  private static List<Locator> more(Page page) {
    return page.locator("button:visible", new Page.LocatorOptions().setHasText("Show more")).all();
  }

  private static void showAll(Page page, String name) {
    for (Locator button : more(page)) {
      while (button.isVisible()) {
        button.click();
      }
    }
    answers(page, name + ", all of it");
  }

  /** A click is answered, and nothing before it has held the page up for long. */
  private static void answers(Page page, String name) {
    var before = page.getAttribute("#theme", "aria-pressed");
    page.click("#theme");
    assertThat(page.getAttribute("#theme", "aria-pressed")).isNotEqualTo(before);
    var longest = ((Number) page.evaluate("window.longest")).intValue();
    System.out.println("longest task, " + name + ": " + longest + " ms");
    assertThat(longest).as(name).isLessThan(MAX_TASK);
  }

  @Test
  void itIsText() {
    try (var visit = playground()) {
      visit.type(
          """
          print("<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>")
          print("\\x1b[31m \\u202eevil\\u202c \\x00 \\u200b|\\r")
          print("x" * 40000)
          print("\\n" * 1000000)
          """);
      visit.testCase(0).locator("textarea").nth(1).fill("");
      visit.runsTo("Accepted");

      var output = visit.testCase(0).locator(".output").first();
      output.waitFor();
      assertThat(output.textContent())
          .contains("<img src=x onerror", "U+202E", "␛", "more characters");
      assertThat(visit.page().locator("#cases script").count()).isZero();
      isText(visit.page());
      visit.screenshot("hostile");
    }
  }
}
