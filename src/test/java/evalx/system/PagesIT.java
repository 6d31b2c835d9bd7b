package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The rest of what the pages can do, on a server that needs tokens and takes 1000 test cases. */
@Tag("slow")
@ExtendWith(Chromium.class)
class PagesIT {
  private static final String TOKEN = "5f1d0c8e7a6b";
  private static final String SLEEPS = "import time\ntime.sleep(%s)\nprint(input())";

  private static final String KEPT = "String(localStorage['evalx.workspace']).includes('sleep(4)')";

  private static final String NO_CLIPBOARD =
      """
      window.clipboard = navigator.clipboard;
      Object.defineProperty(navigator, "clipboard", {value: undefined});
      """;

  private static Product product;
  private static Browser browser;

  @BeforeAll
  static void start(Browser started) {
    browser = started;
    product =
        Product.start(
            Map.of(
                "API_TOKENS", "pages:" + TOKEN,
                "MAX_TEST_CASES", "1000",
                "MAX_BODY_BYTES", "4194304"));
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  /** A visit of somebody whose tab has the token. */
  private static Visit visit(Look look) {
    var visit = look.visit(browser, product);
    visit.context().addInitScript("sessionStorage.setItem('evalx.token', '" + TOKEN + "')");
    return visit;
  }

  private static Visit playground() {
    return visit(Look.DESKTOP).playground("");
  }

  private static void choose(Page page, String button) {
    page.locator("button", new Page.LocatorOptions().setHasText(button)).first().click();
  }

  @Test
  void aTokenIsAskedForAndUsed() {
    try (var visit = Look.DESKTOP.visit(browser, product).open("/")) {
      visit.page().fill("dialog input", "wrong");
      visit.page().keyboard().press("Enter");
      visit
          .page()
          .locator("dialog", new Page.LocatorOptions().setHasText("does not know"))
          .waitFor();
      visit.isAccessible();
      visit.page().fill("dialog input", TOKEN);
      visit.page().keyboard().press("Enter");
      visit.page().waitForSelector("html[data-ready]");

      visit.runsTo("Accepted");
      assertThat(visit.testCase(0).textContent()).contains("Accepted");
      visit.expectsErrors();
    }
  }

  @Test
  void aTokenThatIsGivenLaterIsUsed() {
    try (var visit = Look.DESKTOP.visit(browser, product).open("/")) {
      var page = visit.page();
      page.waitForSelector("dialog");
      page.keyboard().press("Escape");
      page.locator("#languages", new Page.LocatorOptions().setHasText("needs an API token"))
          .waitFor();
      visit.isAccessible();
      page.click("#token");
      page.fill("dialog input", TOKEN);
      page.keyboard().press("Enter");
      page.waitForSelector("html[data-ready]");
      visit.runsTo("Accepted");
      visit.expectsErrors();
    }
  }

  @Test
  void everyExampleEndsAsItSays() {
    try (var visit = playground()) {
      visit.example("Counts words");
      visit.runsTo("Accepted");
      visit.example("Primes");
      visit.runsTo("Accepted");
      visit.example("Several files");
      assertThat(visit.page().locator("#tabs button").allTextContents())
          .containsExactly("main.c", "queue.c", "queue.h");
      visit.runsTo("Accepted");
      visit.example("A wrong answer");
      visit.runsTo("Wrong Answer");
      assertThat(visit.testCase(1).locator(".diff mark .blank").count()).isPositive();
      visit.example("An endless loop");
      visit.runsTo("Time Limit Exceeded");
      visit.isAccessible();
    }
  }

  @Test
  void everyLanguageHasAProgramToBeginWith() {
    try (var visit = playground()) {
      var languages =
          (List<?>)
              visit
                  .page()
                  .evaluate(
                      "[...document.querySelectorAll('#language option:not(:disabled)')].map(o =>"
                          + " o.value)");
      assertThat(languages).hasSizeGreaterThan(1);
      for (var language : languages) {
        visit.page().focus("#language");
        visit.page().selectOption("#language", (String) language);
        visit.runsTo("Accepted");
      }
    }
  }

  @Test
  void aBrokenLinkLeavesWhatWasThere() {
    try (var visit = visit(Look.DESKTOP).playground("#p1=broken")) {
      assertThat(visit.page().textContent("#notice")).contains("cannot be read");
      visit.runsTo("Accepted");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void whatIsDownloadedCanBeImported(Look look, @TempDir Path folder) {
    try (var visit = visit(look).playground("")) {
      visit.example("Primes");
      var download = visit.page().waitForDownload(() -> choose(visit.page(), "Download"));
      download.saveAs(folder.resolve("program.zip"));

      choose(visit.page(), "Remove all");
      visit.page().setInputFiles("#case-files", folder.resolve("program.zip"));
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("8 test cases"))
          .waitFor();
      visit.isFine("imported-" + look.label());
      visit.runsTo("Accepted");
      assertThat(visit.page().textContent("#status")).contains("8 of 8");
    }
  }

  @Test
  void pairsOfFilesBecomeTestCases(@TempDir Path folder) throws IOException {
    Path[] files = {
      Files.writeString(folder.resolve("10.in"), "5 5\n"),
      Files.writeString(folder.resolve("10.out"), "10\n"),
      Files.writeString(folder.resolve("2.in"), "1 1\n"),
      Files.writeString(folder.resolve("2.ans"), "3\n"),
      Files.writeString(folder.resolve("README"), "tests"),
    };
    try (var visit = playground()) {
      choose(visit.page(), "Remove all");
      visit.page().setInputFiles("#case-files", files);

      visit.page().locator("#notice", new Page.LocatorOptions().setHasText("README")).waitFor();
      visit.runsTo("Wrong Answer");
      assertThat(visit.page().locator("#cases .preview").allTextContents())
          .containsExactly("1 1", "5 5");
      assertThat(visit.page().textContent("#status")).contains("1 of 2");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void aReloadBringsBackTheProgramAndItsRun(Look look) {
    try (var visit = visit(look).playground("")) {
      // An outcome of the other look's run would come from the cache.
      visit.type(SLEEPS.formatted("4") + "  # " + look);
      visit.page().keyboard().press("Control+Enter");
      visit
          .page()
          .locator("#status", new Page.LocatorOptions().setHasText("of 1 test case done"))
          .waitFor();
      // The workspace is kept a moment after the last change.
      await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(30))
          .until(() -> visit.page().evaluate(KEPT).equals(true));

      visit.page().reload();
      visit.showsVerdict("Wrong Answer");
      assertThat(visit.page().textContent(".cm-content")).contains("sleep(4)");
      choose(visit.page(), "History");
      assertThat(visit.page().locator(".runs li").count()).isEqualTo(1);
      visit.isFine("resumed-" + look.label());
      visit.page().locator(".runs button").click();
      visit.showsVerdict("Wrong Answer");
    }
  }

  @Test
  void whatIsReplacedOrRemovedCanBeBroughtBack() {
    try (var visit = playground()) {
      visit.example("Primes");
      choose(visit.page(), "Remove all");
      assertThat(visit.page().textContent("#case-count")).isEqualTo("0");
      choose(visit.page(), "Bring back");
      assertThat(visit.page().textContent("#case-count")).isEqualTo("8");
      visit.runsTo("Accepted");
    }
  }

  @Test
  void aRunIsCancelled() {
    try (var visit = playground()) {
      visit.type(SLEEPS.formatted("9"));
      visit.page().keyboard().press("Control+Enter");
      visit
          .page()
          .locator("#status", new Page.LocatorOptions().setHasText("of 1 test case done"))
          .waitFor();
      visit.page().click("#cancel");
      visit.showsVerdict("Cancelled");
      assertThat(visit.page().isVisible("#run")).isTrue();
    }
  }

  @Test
  void aRunIsCancelledAfterItsTokenWasRefused() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type(SLEEPS.formatted("9"));
      page.keyboard().press("Control+Enter");
      page.locator("#status", new Page.LocatorOptions().setHasText("of 1 test case done"))
          .waitFor();
      page.evaluate("sessionStorage.setItem('evalx.token', 'no longer known')");
      page.click("#cancel");
      page.locator("dialog", new Page.LocatorOptions().setHasText("does not know")).waitFor();
      page.fill("dialog input", TOKEN);
      page.keyboard().press("Enter");

      visit.showsVerdict("Cancelled");
      visit.expectsErrors();
    }
  }

  @Test
  void aFullQueueIsWaitedFor() {
    try (var visit = playground()) {
      var seen = new AtomicBoolean();
      visit
          .page()
          .route(
              "**/submissions",
              route -> {
                if (!seen.get()) {
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setStatus(503)
                          .setHeaders(
                              Map.of(
                                  "Retry-After", "2", "Content-Type", "application/problem+json"))
                          .setBody(
                              "{\"title\":\"Queue full\",\"detail\":\"The queue of this language is"
                                  + " full; try again.\"}"));
                } else {
                  route.resume();
                }
              });
      visit.page().keyboard().press("Control+Enter");
      visit
          .page()
          .locator(
              "#notice", new Page.LocatorOptions().setHasText("queue of this language is full"))
          .waitFor();
      seen.set(true);
      visit.showsVerdict("Accepted");
      assertThat(visit.page().textContent("#notice")).isBlank();
      visit.expectsErrors();
    }
  }

  @Test
  void aLostConnectionIsMadeAgain() {
    try (var visit = playground()) {
      var seen = new AtomicBoolean();
      visit
          .page()
          .route(
              "**/events?*",
              route -> {
                if (!seen.get()) {
                  route.abort();
                } else {
                  route.resume();
                }
              });
      visit.type(SLEEPS.formatted("5"));
      visit.page().keyboard().press("Control+Enter");
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("connection was lost"))
          .waitFor();
      seen.set(true);
      visit.showsVerdict("Wrong Answer");
      assertThat(visit.testCase(0).locator(".badge").textContent()).contains("Wrong Answer");
      visit.expectsErrors();
    }
  }

  /** The proxy gives up on a request that the server has accepted. */
  @Test
  void whatAProxyLostIsSentAgainAndRunsOnce() {
    try (var visit = playground()) {
      var accepted = new AtomicReference<String>();
      visit
          .page()
          .route(
              "**/submissions",
              route -> {
                if (accepted.get() == null) {
                  accepted.set(Client.json(route.fetch().text()).get("token").asText());
                  route.fulfill(
                      new Route.FulfillOptions().setStatus(504).setBody("<html>timed out</html>"));
                } else {
                  route.resume();
                }
              });
      visit.page().keyboard().press("Control+Enter");
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("does not answer"))
          .waitFor();
      visit.showsVerdict("Accepted");
      assertThat(visit.page().evaluate("JSON.parse(localStorage['evalx.history'])[0].token"))
          .isEqualTo(accepted.get());
      visit.expectsErrors();
    }
  }

  @Test
  void aRunGoesOnAfterItsTokenWasRefused() {
    try (var visit = playground()) {
      var page = visit.page();
      var submitted = new AtomicInteger();
      page.route(
          "**/submissions",
          route -> {
            submitted.incrementAndGet();
            page.evaluate("sessionStorage.setItem('evalx.token', 'no longer known')");
            route.resume();
          });
      page.keyboard().press("Control+Enter");
      page.locator("dialog", new Page.LocatorOptions().setHasText("does not know")).waitFor();
      page.fill("dialog input", TOKEN);
      page.keyboard().press("Enter");

      visit.showsVerdict("Accepted");
      assertThat(submitted).hasValue(1);
      visit.expectsErrors();
    }
  }

  @Test
  void anExpiredResultSaysSo() {
    try (var visit = playground()) {
      visit.runsTo("Accepted");
      var expired =
          new Route.FulfillOptions().setStatus(404).setBody("{\"title\":\"Unknown token\"}");
      visit.page().route("**/submissions/*", route -> route.fulfill(expired));
      visit.page().route("**/submissions/*/events?*", route -> route.fulfill(expired));
      choose(visit.page(), "History");
      visit.page().locator(".runs button").click();
      visit
          .page()
          .locator("#notice", new Page.LocatorOptions().setHasText("This result is gone"))
          .waitFor();
      visit.expectsErrors();
    }
  }

  @Test
  void whatTheServerRefusesIsNamed() {
    try (var visit = playground()) {
      visit.page().click(".options > summary");
      visit.page().fill("#options input >> nth=0", "61");
      visit.page().keyboard().press("Control+Enter");
      visit.page().locator("#notice", new Page.LocatorOptions().setHasText("timeout")).waitFor();
      visit.isAccessible();
      visit.expectsErrors();
    }
  }

  @Test
  void aThousandTestCasesScroll() {
    try (var visit = playground()) {
      visit
          .page()
          .evaluate(
              "localStorage.setItem('evalx.workspace', JSON.stringify({language: 'bash', version:"
                  + " '', files: [{name: 'main.sh', content: 'cat'}], options: {}, cases:"
                  + " Array.from({length: 1000}, (_, n) => ({stdin: n + '\\n"
                  + "', expected: n + '\\n"
                  + "', args: ''}))}))");
      visit.page().reload();
      visit.page().waitForSelector("html[data-ready]");
      visit.runsTo("Accepted");
      assertThat(visit.page().textContent("#status")).contains("1000 of 1000");
      var slowest =
          (Number)
              visit
                  .page()
                  .evaluate(
                      """
                      async () => {
                        const panel = document.querySelector(".tests");
                        const frames = [];
                        let last = performance.now();
                        for (let n = 0; n < 120; n++) {
                          panel.scrollTop = panel.scrollHeight * (n / 120);
                          await new Promise(requestAnimationFrame);
                          const now = performance.now();
                          frames.push(now - last);
                          last = now;
                        }
                        frames.sort((a, b) => a - b);
                        return Math.round(frames[Math.floor(frames.length * 0.95)]);
                      }
                      """);
      System.out.println("1000 test cases scroll, 95th percentile of a frame: " + slowest + " ms");
      assertThat(slowest.intValue()).isLessThan(500);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theMainFlowsAsTheyLook(Look look) {
    try (var visit = visit(look).playground("")) {
      var page = visit.page();
      visit.example("A wrong answer");
      visit.runsTo("Wrong Answer");
      visit.isFine("playground-" + look.label());
      visit.example("Does not compile");
      visit.runsTo("Compilation Error");
      visit.isFine("compiler-" + look.label());
      page.click("#result button.place >> nth=0");
      assertThat(page.textContent(".cm-activeLine")).contains("sum");
      page.click(".options > summary");
      visit.isFine("options-" + look.label());
      page.focus(".cm-content");
      page.keyboard().press("Control+f");
      page.waitForSelector(".cm-search");
      visit.isFine("search-" + look.label());
      for (var window : List.of("share", "history", "token")) {
        page.click("#" + window);
        page.waitForSelector("dialog");
        visit.isFine(window + "-" + look.label());
        page.keyboard().press("Escape");
        page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(DETACHED));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void theExamplesNameThisServerAndAreCopied(Look look) {
    try (var visit = visit(look).open("/docs")) {
      var page = visit.page();
      visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      var server = "http://127.0.0.1:" + product.port("PORT");
      page.locator("#example", new Page.LocatorOptions().setHasText("curl")).waitFor();
      for (var words : List.of("urllib", "fetch(", "HttpClient")) {
        page.locator("#example-tabs [aria-selected=true]").press("ArrowRight");
        page.locator("#example", new Page.LocatorOptions().setHasText(words)).waitFor();
        page.click("#copy-example");
        page.locator("#copied", new Page.LocatorOptions().setHasText("Copied")).waitFor();
        assertThat(page.evaluate("navigator.clipboard.readText()"))
            .isEqualTo(page.textContent("#example"))
            .asString()
            .contains(server, words);
      }
    }
  }

  /** On a server that is not where an example assumes one, and needs a token. */
  @ParameterizedTest
  @CsvSource({
    "curl, bash, submit.sh",
    "Python, python3, submit.py",
    "JavaScript, node, submit.mjs",
    "Java, java, Submit.java"
  })
  void anExampleRunsAsItWasCopied(String tab, String command, String file, @TempDir Path folder)
      throws IOException {
    var program = folder.resolve(file);
    try (var visit = visit(Look.DESKTOP).open("/docs")) {
      var page = visit.page();
      visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      var name = new Page.GetByRoleOptions().setName(tab).setExact(true);
      page.getByRole(AriaRole.TAB, name).click();
      page.locator("#example", new Page.LocatorOptions().setHasText("EVALX_TOKEN")).waitFor();
      page.click("#copy-example");
      page.locator("#copied", new Page.LocatorOptions().setHasText("Copied")).waitFor();
      Files.writeString(program, page.evaluate("navigator.clipboard.readText()").toString());
    }

    var outcome =
        Script.runProgram(
            Duration.ofMinutes(2),
            "env",
            "--unset=EVALX",
            "EVALX_TOKEN=" + TOKEN,
            command.equals("java")
                ? ProcessHandle.current().info().command().orElse("java")
                : command,
            program.toString());

    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(outcome.output().lines().map(line -> line.split(",", 2)[0]))
        .containsExactly("Wrong Answer", "  Accepted", "  Wrong Answer");
  }

  /** As on another host without TLS, whose pages have no clipboard. */
  @Test
  void theOldWayCopiesWhereThereIsNoClipboard() {
    try (var visit = visit(Look.DESKTOP)) {
      var page = visit.page();
      visit.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.context().addInitScript(NO_CLIPBOARD);
      visit.open("/docs");
      page.locator("#example", new Page.LocatorOptions().setHasText("curl")).waitFor();
      page.click("#copy-example");
      page.locator("#copied", new Page.LocatorOptions().setHasText("Copied")).waitFor();
      assertThat(page.evaluate("clipboard.readText()")).isEqualTo(page.textContent("#example"));

      visit.playground("");
      page.click("#share");
      page.click("dialog button.primary");
      page.locator("dialog [role=status]", new Page.LocatorOptions().setHasText("Copied"))
          .waitFor();
      assertThat(page.evaluate("clipboard.readText()")).isEqualTo(page.inputValue("dialog input"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void theApiPageSubmitsAProgramAndShowsItsResult(Look look) {
    try (var visit = visit(look).open("/docs")) {
      var submit = tried(visit.page(), "Submissions-submit");
      var accepted = executed(submit);
      assertThat(accepted).startsWith("202");
      var token = Pattern.compile("\"token\": \"([^\"]+)\"").matcher(accepted);
      assertThat(token.find()).as(accepted).isTrue();

      var result = tried(visit.page(), "Submissions-result");
      result.locator("tr[data-param-name=token] input").fill(token.group(1));
      result.locator("tr[data-param-name=wait] input").fill("30");
      assertThat(executed(result)).startsWith("200").contains("\"status\": \"Accepted\"");
      result.scrollIntoViewIfNeeded();
      visit.isFine("docs-result-" + look.label());
    }
  }

  /** An operation of the API page, ready to be executed. */
  private static Locator tried(Page page, String name) {
    var operation = page.locator("#operations-" + name);
    operation.locator(".opblock-summary-control").click();
    operation.locator(".try-out__btn").click();
    return operation;
  }

  /** The status and the body of the answer. */
  private static String executed(Locator operation) {
    operation.locator(".execute").click();
    return operation.locator(".live-responses-table tbody .response").textContent().strip();
  }

  /** An operation of each method, what is sent with each kind of body, and what was answered. */
  @ParameterizedTest
  @EnumSource
  void theApiPageIsAccessible(Look look) {
    try (var visit = visit(look).open("/docs")) {
      var page = visit.page();
      page.waitForSelector(".opblock");
      visit.screenshot("docs-" + look.label());
      for (var name :
          List.of(
              "Submissions-submit",
              "Submissions-result",
              "Submissions-cancel",
              "Files-putFile",
              "Languages-languages",
              "Admin-adminProblems")) {
        tried(page, name);
      }
      page.click("#operations-Languages-languages .execute");
      page.waitForSelector(".live-responses-table .response");
      page.locator("#operations-Languages-languages").scrollIntoViewIfNeeded();
      visit.isFine("docs-open-" + look.label());

      page.locator(".btn.authorize").first().click();
      page.waitForSelector(".dialog-ux");
      visit.isFine("docs-authorize-" + look.label());
    }
  }
}
