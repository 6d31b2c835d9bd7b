package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A person's visit to the pages, in a browser that has seen nothing before. At its end it is proved
 * that the pages have reported no error and asked no other server for anything.
 */
final class Visit implements AutoCloseable {
  /** Pictures of the pages, to be looked at after the run. */
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  private static final String AXE = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
  private static final String BEYOND =
      """
      width => [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > width)
        .map((one) => one.cloneNode(false).outerHTML).slice(0, 10)
      """;

  /** Fields that telephones zoom in on, because their text is small. */
  private static final String SMALL_FIELDS =
      """
      () => [...document.querySelectorAll("input:not([type=checkbox], [type=file]), select, textarea, .cm-content")]
        .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16)
        .map((one) => one.cloneNode(false).outerHTML)
      """;

  private static final int PATIENCE_MILLIS = 60_000;

  private final URI base;
  private final BrowserContext context;
  private final Page page;
  private final List<String> errors = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();

  Visit(Browser browser, Product product, NewContextOptions options) {
    base = URI.create("http://127.0.0.1:" + product.port("PORT"));
    context = browser.newContext(options.setAcceptDownloads(true));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    page.onPageError(errors::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(base + "/") && request.url().startsWith("http")) {
            foreign.add(request.url());
          }
        });
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** Opens the playground, and waits until it can be used. */
  Visit playground(String fragment) {
    page.navigate(base + "/" + fragment);
    page.waitForSelector("html[data-ready]");
    return this;
  }

  Visit open(String path) {
    page.navigate(base + path);
    return this;
  }

  /** Chooses one of the examples by its beginning. */
  void example(String name) {
    var label = page.locator("#examples option", new Page.LocatorOptions().setHasText(name));
    page.selectOption("#examples", label.first().getAttribute("value"));
  }

  /** Replaces the code in the editor, as a person who pastes does. */
  void type(String code) {
    page.click(".cm-content");
    page.keyboard().press("Control+A");
    page.keyboard().press("Delete");
    page.keyboard().insertText(code);
  }

  /** Runs the program from the keyboard and waits for the verdict of the whole. */
  void runsTo(String verdict) {
    page.keyboard().press("Control+Enter");
    showsVerdict(verdict);
  }

  void showsVerdict(String verdict) {
    page.locator("#status .badge", new Page.LocatorOptions().setHasText(verdict)).waitFor();
  }

  /** Test cases, from 0. */
  Locator testCase(int number) {
    return page.locator("#cases > li").nth(number);
  }

  /**
   * Errors of the browser that a test brings about on purpose. Of requests that are made at once
   * the last ones may be answered later, and with the same error.
   */
  void expectsErrors() {
    assertThat(errors).isNotEmpty();
    expected.addAll(errors);
    errors.clear();
  }

  /** Rules of WCAG that axe-core can prove broken. */
  void isAccessible() {
    page.evaluate(axe());
    var broken =
        page.evaluate(
            """
            async () => (await axe.run()).violations.map(
              (rule) => rule.id + ": " + rule.nodes.map((node) => node.html.slice(0, 200)).join(" | "))
            """);
    assertThat((List<?>) broken).isEmpty();
  }

  /** Nothing is beside the screen, where one would have to look for it. */
  void fitsItsWidth() {
    // A telephone shows a wider page smaller, and calls that its width.
    assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
        .as("%s reach beyond it", page.evaluate(BEYOND, page.viewportSize().width))
        .isLessThanOrEqualTo(page.viewportSize().width);
  }

  /** No field would make a telephone zoom in when it is touched. */
  void hasNoSmallFields() {
    if (page.evaluate("matchMedia('(pointer: coarse), (max-width: 40rem)').matches").equals(true)) {
      assertThat((List<?>) page.evaluate(SMALL_FIELDS)).isEmpty();
    }
  }

  /** It can be read and used as it looks now, which a picture keeps. */
  void isFine(String picture) {
    screenshot(picture);
    isAccessible();
    fitsItsWidth();
    hasNoSmallFields();
  }

  private static String axe() {
    try (var in = Visit.class.getClassLoader().getResourceAsStream(AXE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void screenshot(String name) {
    page.screenshot(new ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }

  @Override
  public void close() {
    context.close();
    assertThat(errors).isSubsetOf(expected);
    assertThat(foreign).isEmpty();
  }
}
