package evalx.bench;

import com.fasterxml.jackson.databind.node.TextNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The playground in Debian's Chromium, which has seen nothing before: what its first load transfers
 * and when it can be used, and how a result with as many test cases as it may have scrolls.
 */
final class PageMeasure implements Measure {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final int CASES = 1000;
  private static final int PATIENCE_MILLIS = 120_000;
  private static final double MAX_KIB = 500;
  private static final double MAX_READY_MILLIS = 1000;

  /** Thirty frames a second. */
  private static final double MAX_FRAME_MILLIS = 1000.0 / 30;

  /** Notes when the page has become usable. */
  private static final String WATCH =
      """
      new MutationObserver((changes, observer) => {
        if (document.documentElement?.dataset.ready) {
          window.readyAt = performance.now();
          observer.disconnect();
        }
      }).observe(document, {attributes: true, subtree: true, attributeFilter: ["data-ready"]});
      """;

  private static final String KIB =
      """
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .reduce((sum, entry) => sum + entry.transferSize, 0) / 1024
      """;

  private static final String FILL =
      """
      count => localStorage.setItem("evalx.workspace", JSON.stringify({
        language: "bash", version: "", files: [{name: "main.sh", content: "cat"}], options: {},
        cases: Array.from({length: count}, (_, n) => ({stdin: `${n}\n`, expected: `${n}\n`, args: ""})),
      }))
      """;

  /** Scrolls from end to end by a step a frame, and gives the milliseconds of each. */
  private static final String SCROLL =
      """
      async () => {
        const panel = document.querySelector(".tests");
        const frames = [];
        let last = await new Promise(requestAnimationFrame);
        for (let n = 1; n <= 300; n++) {
          panel.scrollTop = (panel.scrollHeight - panel.clientHeight) * (n / 300);
          const now = await new Promise(requestAnimationFrame);
          frames.push(now - last);
          last = now;
        }
        return frames;
      }
      """;

  private final Setup setup;
  private final List<Round> kib = new ArrayList<>();
  private final List<Round> ready = new ArrayList<>();
  private final List<Round> frames = new ArrayList<>();
  private double slowest;

  PageMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    if (!Files.isExecutable(CHROMIUM)) {
      setup.notes().add("the page was not measured: there is no " + CHROMIUM);
      return List.of();
    }
    var noDownload = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    try (var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(noDownload));
        var browser =
            playwright.chromium().launch(new LaunchOptions().setExecutablePath(CHROMIUM))) {
      for (int i = 1; i <= setup.options().rounds(); i++) {
        setup.progress().begin("page, round " + i, 2);
        round(browser);
      }
    } catch (PlaywrightException e) {
      throw new BenchFailure("The page could not be measured: " + e.getMessage(), e);
    }
    return List.of(
        Figure.of("page, first load", "KiB", kib).aimingAt(Target.atMost(MAX_KIB)),
        Figure.of("page, usable", "ms", ready).aimingAt(Target.atMost(MAX_READY_MILLIS)),
        Figure.of("page, frame p95 of " + CASES + " cases scrolling", "ms", frames)
            .aimingAt(Target.atMost(MAX_FRAME_MILLIS))
            .with(Map.of("slowest frame, ms", slowest)));
  }

  private void round(Browser browser) {
    try (var context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 800))) {
      context.setDefaultTimeout(PATIENCE_MILLIS);
      context.addInitScript(WATCH);
      setup
          .server()
          .apiToken()
          .map(token -> "sessionStorage.setItem('evalx.token', " + TextNode.valueOf(token) + ")")
          .ifPresent(context::addInitScript);
      var page = context.newPage();
      page.navigate(setup.server().base().resolve("/").toString());
      page.waitForSelector("html[data-ready]");
      ready.add(Round.of(number(page.evaluate("window.readyAt"))));
      kib.add(Round.of(number(page.evaluate(KIB))));
      setup.progress().step();
      scroll(page);
      setup.progress().step();
    }
  }

  private void scroll(Page page) {
    page.evaluate(FILL, CASES);
    page.reload();
    page.waitForSelector("html[data-ready]");
    page.keyboard().press("Control+Enter");
    page.locator("#status .badge", new Page.LocatorOptions().setHasText("Accepted")).waitFor();
    var millis =
        ((List<?>) page.evaluate(SCROLL))
            .stream().mapToDouble(PageMeasure::number).sorted().toArray();
    frames.add(Round.of(millis[millis.length * 95 / 100]));
    slowest = Math.max(slowest, millis[millis.length - 1]);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }
}
