package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is chosen and brought into the playground beside the code. */
@Tag("slow")
class WorkbenchIT extends AtThePages {
  /** Hands files to the page as a person who drops or pastes them does. */
  private static final String HAND_OVER =
      """
      ({event, files}) => {
        const data = new DataTransfer();
        for (const [name, content] of Object.entries(files)) {
          data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
        }
        const handed = event === "drop"
          ? new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})
          : new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
        document.querySelector("#case-panel").dispatchEvent(handed);
      }
      """;

  private static void choose(Visit visit, String language) {
    visit.page().focus("#language");
    visit.page().selectOption("#language", language);
  }

  private static void set(Visit visit, String option, String value) {
    visit.page().getByLabel(option, new Page.GetByLabelOptions().setExact(true)).fill(value);
  }

  /** What the page sends when the program is run. */
  private static JsonNode sent(Visit visit) {
    Request request =
        visit
            .page()
            .waitForRequest("**/submissions", () -> visit.page().keyboard().press("Control+Enter"));
    return Client.json(request.postData());
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void aVersionIsChosen(Look look) {
    try (var visit = look.visit(browser, product)) {
      var page = visit.page();
      page.route("**/languages", WorkbenchIT::withAnotherVersion);
      visit.playground("");
      var versions = page.locator("#version option").allTextContents();
      assertThat(versions).hasSizeGreaterThan(2).startsWith("Any version", "0.1");
      page.selectOption("#version", versions.get(versions.size() - 1));
      assertThat(sent(visit).get("version").asText()).isEqualTo(versions.get(versions.size() - 1));
      visit.showsVerdict("Accepted");

      page.selectOption("#version", "0.1");
      page.keyboard().press("Control+Enter");
      page.locator("#notice", new Page.LocatorOptions().setHasText("version")).waitFor();
      visit.isFine("version-" + look.label());
      visit.expectsErrors();
    }
  }

  private static void withAnotherVersion(Route route) {
    var languages = (ObjectNode) Client.json(route.fetch().text());
    for (var language : languages.get("languages")) {
      ((ArrayNode) language.get("versions")).insert(0, "0.1");
    }
    route.fulfill(
        new Route.FulfillOptions()
            .setContentType("application/json")
            .setBody(languages.toString()));
  }

  @Test
  void anotherLanguageLeavesTestCasesAndLimits() {
    try (var visit = playground()) {
      visit.page().click("#case-clear");
      handOver(visit, "drop", Map.of("1.in", bytes("1 1\n"), "1.out", bytes("2\n")));
      isImported(visit, 1);
      visit.page().click(".options > summary");
      set(visit, "CPU time (s)", "2.5");
      choose(visit, "c");
      var sent = sent(visit);
      assertThat(sent.at("/files/0/name").asText()).isEqualTo("main.c");
      assertThat(sent.at("/test_cases/0/stdin").asText()).isEqualTo("1 1\n");
      assertThat(sent.get("timeout").asText()).isEqualTo("2.5");
      visit.showsVerdict("Accepted");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void optionsOfTheCompilerAreUsed(Look look) {
    try (var visit = look.visit(browser, product).playground("")) {
      choose(visit, "c");
      visit.type(
          """
          #include <stdio.h>
          int main(void) {
          #ifdef LOCAL
          puts(LOCAL);
          #endif
          return 0;
          }
          """);
      visit.testCase(0).locator("textarea").nth(1).fill("here\n");
      visit.runsTo("Wrong Answer");
      visit.page().click(".options > summary");
      set(visit, "Compiler options", "-O1 '-DLOCAL=\"here\"'");
      visit.runsTo("Accepted");
      visit.isFine("compiler-options-" + look.label());
    }
  }

  @Test
  void limitsAreUsed() {
    try (var visit = playground()) {
      visit.type("import time\nwhile True: pass\n");
      visit.page().click(".options > summary");
      set(visit, "CPU time (s)", "0.5");
      set(visit, "Real time (s)", "3");
      set(visit, "Memory", "128");
      var sent = sent(visit);
      assertThat(List.of(sent.get("timeout").asText(), sent.get("wall_timeout").asText()))
          .containsExactly("0.5", "3");
      assertThat(sent.get("memory").asText()).isEqualTo("128m");
      visit.showsVerdict("Time Limit Exceeded");
      visit.type("print(len(bytearray(400 << 20)))\n");
      visit.runsTo("Memory Limit Exceeded");
    }
  }

  @Test
  void aLimitThatIsNoNumberIsRefused() {
    try (var visit = playground()) {
      visit.page().click(".options > summary");
      set(visit, "CPU time (s)", "abc");
      visit.page().keyboard().press("Control+Enter");
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("“abc” is no number"))
          .waitFor();
      assertThat(visit.page().isVisible("#run")).isTrue();
      set(visit, "CPU time (s)", "2,5");
      set(visit, "Memory", "1,024");
      visit.page().keyboard().press("Control+Enter");
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("“1,024” is no size"))
          .waitFor();
      set(visit, "Memory", "256,5");
      assertThat(sent(visit).get("timeout").asText()).isEqualTo("2.5");
      visit.showsVerdict("Accepted");
      assertThat(visit.page().textContent("#notice")).isEmpty();
    }
  }

  @Test
  void aCheckerWithAToleranceIsUsed() {
    try (var visit = playground()) {
      visit.type("print(3.14159)\n");
      visit.testCase(0).locator("textarea").nth(1).fill("3.1416\n");
      visit.runsTo("Wrong Answer");
      visit.page().click(".options > summary");
      visit.page().selectOption("#options select", "float");
      set(visit, "Tolerance", "1e-3");
      visit.runsTo("Accepted");
      set(visit, "Tolerance", "1e-9");
      visit.runsTo("Wrong Answer");
    }
  }

  @Test
  void aRunStopsAtTheFirstFailureWhereItIsChosen() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("import sys, time\ntime.sleep(len(sys.stdin.read()))\nprint(1)\n");
      page.click("#case-clear");
      var files = new TreeMap<>(Map.of("1.in", bytes(""), "1.out", bytes("2")));
      IntStream.range(2, 20).forEach(number -> files.put(number + ".in", bytes("x")));
      handOver(visit, "drop", files);
      isImported(visit, 19);
      page.click(".options > summary");
      page.getByLabel("Stop at the first test case that fails").check();
      page.getByLabel("Use outcomes of earlier identical runs").uncheck();
      var sent = sent(visit);
      assertThat(sent.get("stop_on_failure").asBoolean()).isTrue();
      assertThat(sent.get("cache").asBoolean()).isFalse();
      visit.showsVerdict("Wrong Answer");
      assertThat(page.locator("#cases .badge").allTextContents()).contains("–Skipped");
    }
  }

  @Test
  void eachTestCaseShowsItsVerdictWhileOthersRun() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("import time\nn = int(input())\ntime.sleep(n)\nprint(n)\n");
      visit.testCase(0).locator("textarea").nth(0).fill("0\n");
      visit.testCase(0).locator("textarea").nth(1).fill("0\n");
      page.click("#case-add");
      visit.testCase(1).locator("textarea").nth(0).fill("9\n");
      page.keyboard().press("Control+Enter");
      visit
          .testCase(0)
          .locator(".badge", new Locator.LocatorOptions().setHasText("Accepted"))
          .waitFor();
      assertThat(visit.testCase(0).locator(".figures").textContent()).contains(" ms, ", " MB");
      assertThat(page.textContent("#status")).contains("1 of 2 test cases done");
      assertThat(page.getAttribute("#progress", "value")).isEqualTo("1");
      page.click("#cancel");
      visit.showsVerdict("Cancelled");
    }
  }

  @Test
  void aVerdictIsOfTheTestCaseThatRanWhereverItIsNow() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("import time\nn = int(input())\ntime.sleep(n)\nprint(f'slept{n}')\n");
      visit.testCase(0).locator("textarea").nth(0).fill("1\n");
      visit.testCase(0).locator("textarea").nth(1).fill("slept1\n");
      page.click("#case-add");
      visit.testCase(1).locator("textarea").nth(0).fill("2\n");
      visit.testCase(1).locator("button >> text=Duplicate").click();
      visit.testCase(2).locator("textarea").nth(0).fill("3\n");
      page.keyboard().press("Control+Enter");
      page.locator("#cancel").waitFor();
      visit.testCase(1).locator("button >> text=Remove").click();
      visit.showsVerdict("Accepted");
      assertThat(page.locator("#cases .figures .note").allTextContents()).hasSize(2);
      assertThat(visit.testCase(1).locator(".outcome").textContent()).contains("slept3");
    }
  }

  @Test
  void aVerdictIsOfWhatWasExpectedWhenTheRunBegan() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("import time\ntime.sleep(2)\nprint('slept')\n");
      var expected = visit.testCase(0).locator("textarea").nth(1);
      expected.fill("awake\n");
      page.keyboard().press("Control+Enter");
      page.locator("#cancel").waitFor();
      expected.fill("asleep\n");
      visit.showsVerdict("Wrong Answer");
      assertThat(page.textContent("#result")).contains("The program has changed since this run");
      assertThat(visit.testCase(0).locator(".output").textContent()).contains("slept");
      assertThat(visit.testCase(0).locator(".diff").count()).isZero();
      assertThat(page.evaluate("JSON.parse(localStorage['evalx.history'])[0].workspace.cases"))
          .asString()
          .contains("awake")
          .doesNotContain("asleep");
    }
  }

  @Test
  void aTestCaseIsCopiedAndRemoved() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.testCase(0).getByLabel("Arguments").fill("-v");
      visit.testCase(0).locator("button >> text=Duplicate").click();
      visit.testCase(1).locator("textarea").nth(0).fill("copy\n");
      assertThat(visit.testCase(1).getByLabel("Arguments").inputValue()).isEqualTo("-v");
      assertThat(page.textContent("#case-count")).isEqualTo("2");
      visit.testCase(0).locator("button >> text=Remove").click();
      assertThat(page.locator("#cases .preview").allTextContents()).containsExactly("copy");
      assertThat(page.textContent("#cases .number")).isEqualTo("1");
    }
  }

  @Test
  void aFileThatIsTooLargeIsNamed() {
    try (var visit = playground()) {
      visit
          .page()
          .setInputFiles(
              "#file-buttons input",
              new FilePayload("big.py", "text/plain", new byte[(1 << 20) + 1]));
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("big.py is larger than 1 MiB"))
          .waitFor();
      assertThat(visit.page().locator("#tabs button").count()).isOne();
    }
  }

  @Test
  void aFailureIsExplained() {
    try (var visit = playground()) {
      choose(visit, "c");
      visit.type("int main(void) {\n  int x = 0\n  return x;\n}\n");
      visit.runsTo("Compilation Error");
      assertThat(visit.page().textContent("#result .hints")).contains("semicolon");
      visit.isAccessible();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void filesThatAreDroppedOrPastedBecomeTestCases(Look look) throws IOException {
    try (var visit = look.visit(browser, product).playground("")) {
      visit.type("print(int(input()) * 2)\n");
      visit.page().click("#case-clear");
      handOver(visit, "drop", Map.of("1.in", bytes("1\n"), "1.out", bytes("2\n")));
      isImported(visit, 1);
      handOver(visit, "paste", Map.of("2.in", bytes("2\n"), "2.ans", bytes("4\n")));
      isImported(visit, 1);
      handOver(visit, "drop", Map.of("tests.zip", zip(Map.of("a/3.in", "3\n", "a/3.out", "6\n"))));
      isImported(visit, 1);
      visit.runsTo("Accepted");
      assertThat(visit.page().textContent("#status")).contains("3 of 3");
      visit.isFine("dropped-" + look.label());

      handOver(visit, "drop", Map.of("broken.zip", bytes("PK\3\4 is no zip")));
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("cannot be read as a zip"))
          .waitFor();
      handOver(visit, "drop", Map.of("4.in", new byte[] {(byte) 0xff, (byte) 0xfe}));
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("4.in is no UTF-8 text"))
          .waitFor();
      assertThat(visit.page().textContent("#case-count")).isEqualTo("3");
    }
  }

  private static void isImported(Visit visit, int cases) {
    var notice = cases + (cases == 1 ? " test case imported" : " test cases imported");
    visit.page().locator("#notice", new Page.LocatorOptions().setHasText(notice)).waitFor();
    visit.page().click("#notice button.quiet");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(Map<String, String> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(bytes(file.getValue()));
      }
    }
    return bytes.toByteArray();
  }

  private static void handOver(Visit visit, String event, Map<String, byte[]> files) {
    var encoded = new TreeMap<String, Object>();
    files.forEach(
        (name, content) -> encoded.put(name, Base64.getEncoder().encodeToString(content)));
    visit.page().evaluate(HAND_OVER, Map.of("event", event, "files", encoded));
  }

  @Test
  void theEditorSearchesInTheWordsOfThePage() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("one = 1\ntwo = one\nprint(one + two)\n");
      page.keyboard().press("Control+f");
      assertThat(page.locator(".cm-search button").allTextContents())
          .contains("Next", "Previous", "Select all", "Replace all");
      page.fill(".cm-search [name=search]", "one");
      page.fill(".cm-search [name=replace]", "three");
      page.click(".cm-search [name=replaceAll]");
      assertThat(page.textContent(".cm-content")).contains("two = three").doesNotContain("one");
      page.keyboard().press("Escape");
      page.keyboard().press("Control+Alt+g");
      assertThat(page.textContent(".cm-dialog, .cm-gotoLine")).contains("Go to line");
      visit.isAccessible();
    }
  }
}
