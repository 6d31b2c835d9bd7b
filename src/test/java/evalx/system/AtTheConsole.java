package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Tests of what operators do in the console of the shared product. */
abstract class AtTheConsole extends AtThePages {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  static BashJobs jobs;

  @BeforeAll
  static void prepareJobs(Product shared) {
    jobs = new BashJobs(shared);
  }

  /** Other tests need the queue and the worker. */
  @AfterEach
  void goOn() {
    jobs.queue("resume");
    jobs.administer("workers/" + jobs.worker() + "/undrain");
  }

  static ConsoleVisit console(String place) {
    return console(Look.DESKTOP, place);
  }

  static ConsoleVisit console(Look look, String place) {
    return ConsoleVisit.open(look, browser, product, place);
  }

  /** The program and the result of a submission are found, also when its result is gone. */
  static void theHistoryIsShown(Look look) {
    var token = jobs.submit();
    assertThat(jobs.result(token)).isEqualTo("Accepted");
    await("the history has its result")
        .atMost(LIMIT)
        .until(
            () ->
                jobs.historyOf(token).path("result").isObject()
                    && jobs.historyOf(token).path("source").isObject());
    try (var console = console(look, "submissions?token=" + token)) {
      console.page().locator("a", new Page.LocatorOptions().setHasText("Show its program")).click();
      showsProgramAndResult(console);
      assertThat(console.page().textContent("#section"))
          .contains("notesU+202Etxt")
          .doesNotContain("\u202e");
      console.visit().isAccessible();
      console.visit().fitsItsWidth();
    }
    var client = product.client();
    client.send(client.request("/submissions/" + token).DELETE().build());

    try (var console = console(look, "submissions?token=" + token)) {
      showsProgramAndResult(console);
    }
  }

  private static void showsProgramAndResult(ConsoleVisit console) {
    for (var words : List.of("echo from the console", "\"status\": \"Accepted\"")) {
      console.page().locator("pre", new Page.LocatorOptions().setHasText(words)).waitFor();
    }
  }
}
