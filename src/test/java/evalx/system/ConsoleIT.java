package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

/** What operators do in the console, in a real browser. */
@ExtendWith({SharedProduct.class, Chromium.class})
class ConsoleIT {
  /** With a mark that turns the text after it around, where it is not shown as one. */
  private static final String CODE = "echo from the console # \u202e";

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final List<String> SECTIONS =
      List.of("overview", "queues", "letters", "submissions", "workers", "problems", "audit");

  private static Product product;
  private static Browser browser;

  @BeforeAll
  static void prepare(Product shared, Browser started) {
    product = shared;
    browser = started;
  }

  /** Other tests need the queue. */
  @AfterEach
  void goOn() {
    bash("resume");
  }

  private static void bash(String change) {
    var client = product.client();
    var request =
        client
            .request("/admin/queues/bash/" + change)
            .header("X-Auth-Token", SharedProduct.ADMIN_TOKEN)
            .POST(BodyPublishers.noBody());
    assertThat(client.send(request.build()).statusCode()).isEqualTo(200);
  }

  private static String submit() {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", CODE);
    return product.client().submit(submission);
  }

  /** A submission that is said to have killed its worker three times. */
  private static String deadLetter() {
    bash("pause");
    var token = submit();
    try (var redis = new Jedis(URI.create(product.redisUrl()))) {
      redis.hset("evalx:state:{" + token + "}", "attempts", "3");
    }
    bash("resume");
    assertThat(result(token)).isEqualTo("Internal Error");
    return token;
  }

  private static String result(String token) {
    return product.client().result(token, LIMIT).get("status").asText();
  }

  /** A visit of an operator whose tab has the token. */
  private static Visit console(Look look, String place) {
    var visit = look.visit(browser, product);
    visit
        .context()
        .addInitScript(
            "sessionStorage.setItem('evalx.token', '" + SharedProduct.ADMIN_TOKEN + "')");
    visit.open("/console#" + place);
    shows(visit, place.replaceFirst("\\?.*", ""));
    return visit;
  }

  private static void shows(Visit visit, String section) {
    visit.page().waitForSelector("html[data-ready=" + section + "]");
  }

  private static Locator row(Visit visit, String words) {
    return visit.page().locator("tbody tr", new Page.LocatorOptions().setHasText(words)).first();
  }

  private static void choose(Locator place, String button) {
    place.locator("button", new Locator.LocatorOptions().setHasText(button)).first().click();
  }

  private static void confirm(Visit visit) {
    visit.page().click("dialog button.danger");
  }

  private static void isTold(Visit visit, String words) {
    visit.page().locator("#notice", new Page.LocatorOptions().setHasText(words)).waitFor();
  }

  @Test
  void theTokenIsAskedForAndKeptInTheSessionOnly() {
    try (var visit = Look.DESKTOP.visit(browser, product).open("/console")) {
      var page = visit.page();
      page.fill("dialog input", "wrong");
      page.keyboard().press("Enter");
      page.locator("dialog", new Page.LocatorOptions().setHasText("does not know")).waitFor();
      visit.expectsErrors();
      page.fill("dialog input", SharedProduct.ADMIN_TOKEN);
      page.keyboard().press("Enter");
      shows(visit, "overview");

      assertThat(page.textContent(".figures-row")).contains("Boxes in use", "Oldest waits for");
      assertThat(page.locator(".plots canvas").count()).isEqualTo(4);
      assertThat(page.evaluate("JSON.stringify(localStorage)").toString() + page.url())
          .doesNotContain(SharedProduct.ADMIN_TOKEN);
      assertThat(visit.context().cookies()).isEmpty();
      visit.screenshot("console-overview");
    }
  }

  @Test
  void aQueueIsPausedAfterAQuestionAndResumed() {
    try (var visit = console(Look.DESKTOP, "queues")) {
      choose(row(visit, "bash"), "Pause");
      visit.isAccessible();
      confirm(visit);
      isTold(visit, "The queue of bash is paused");
      var token = submit();

      choose(row(visit, "bash"), "Resume");
      isTold(visit, "The queue of bash is resumed");
      assertThat(result(token)).isEqualTo("Accepted");

      choose(row(visit, "bash"), "Purge");
      visit.page().keyboard().press("Escape");
      visit.page().click("#sections a >> text=Audit log");
      shows(visit, "audit");
      assertThat(row(visit, "resume the queue").textContent()).contains("name:admin", "bash");
      visit.isAccessible();
      assertThat(visit.page().textContent("tbody tr")).doesNotContain("purge");
    }
  }

  @Test
  void aDeadLetterIsLookedAtAndRetriedAndItsSubmissionIsFound() throws IOException {
    var token = deadLetter();
    try (var visit = console(Look.DESKTOP, "letters")) {
      var page = visit.page();
      choose(row(visit, token), "Look");
      assertThat(page.textContent("dialog"))
          .contains("its worker died in each of 3 attempts", "echo from the console", "U+202E")
          .doesNotContain("\u202e");
      visit.isAccessible();
      page.keyboard().press("Escape");
      var file = page.waitForDownload(() -> choose(page.locator("#section"), "Export"));
      assertThat(Files.readString(file.path())).contains(token, "echo from the console");
      choose(row(visit, token), "Retry");
      isTold(visit, token + ": retried");
      assertThat(result(token)).isEqualTo("Accepted");

      page.click("#sections a >> text=Submissions");
      shows(visit, "submissions");
      page.fill(".filters input[name=token]", token);
      page.keyboard().press("Enter");
      assertThat(row(visit, "Status").textContent())
          .contains("Accepted"); // no row of a list has that
      assertThat(page.textContent("#section pre")).contains("from the console");
    }
  }

  @Test
  void aDeadLetterIsDeletedAfterAQuestion() {
    var token = deadLetter();
    try (var visit = console(Look.DESKTOP, "letters?token=" + token)) {
      choose(row(visit, token), "Delete");
      confirm(visit);
      isTold(visit, "1 were deleted");
      visit.page().locator("#section", new Page.LocatorOptions().setHasText("none")).waitFor();
    }
  }

  @Test
  void everySectionIsAccessibleOnATelephoneInTheDark() {
    try (var visit = console(Look.TELEPHONE, "overview")) {
      visit.page().evaluate("document.documentElement.dataset.theme = 'dark'");
      for (var section : SECTIONS) {
        visit.page().evaluate("location.hash = '" + section + "'");
        shows(visit, section);
        assertThat(visit.page().textContent("#section"))
            .doesNotContain("undefined", "null", "NaN", "{", "Invalid Date");
        visit.isAccessible();
        visit.screenshot("console-telephone-" + section);
      }
    }
  }

  @Test
  void theHistoryHasTheProgramAndTheResultOfWhatEndedLongAgo() {
    var token = submit();
    assertThat(result(token)).isEqualTo("Accepted");
    var client = product.client();
    await("the history has its result")
        .atMost(LIMIT)
        .until(
            () ->
                historyOf(token).path("result").isObject()
                    && historyOf(token).path("source").isObject());
    try (var visit = console(Look.DESKTOP, "submissions?token=" + token)) {
      visit.page().locator("a", new Page.LocatorOptions().setHasText("Show its program")).click();
      shows(visit, "echo from the console", "\"status\": \"Accepted\"");
      visit.isAccessible();
    }
    client.send(client.request("/submissions/" + token).DELETE().build());

    try (var visit = console(Look.DESKTOP, "submissions?token=" + token)) {
      shows(visit, "echo from the console", "\"status\": \"Accepted\"");
    }
  }

  private static JsonNode historyOf(String token) {
    return Client.json(product.client().get("/submissions/" + token + "/history").body());
  }

  private static void shows(Visit visit, String program, String result) {
    for (var words : List.of(program, result)) {
      visit.page().locator("pre", new Page.LocatorOptions().setHasText(words)).waitFor();
    }
  }
}
