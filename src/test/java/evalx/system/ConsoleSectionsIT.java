package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** The rest of what operators do in the console. */
@Tag("slow")
class ConsoleSectionsIT extends AtTheConsole {
  private static final List<String> SECTIONS =
      List.of("overview", "queues", "rejected", "submissions", "workers", "problems", "audit");

  /** As a person enters times. */
  private static final String PAST = "2020-01-01T00:00";

  private static final String FUTURE = "2099-01-01T00:00";

  private static void confirm(ConsoleVisit console, String button, String question, String told) {
    console.choose(console.page().locator("#section"), button);
    console.confirm(question);
    console.isTold(told);
  }

  private static void says(ConsoleVisit console, String words) {
    console.page().locator("#section", new Page.LocatorOptions().setHasText(words)).waitFor();
  }

  @Test
  void aWorkerIsDrainedAfterAQuestionAndTakesJobsAgain() {
    var id = jobs.worker();
    try (var console = console("workers")) {
      confirm(console, "Drain", "Let " + id + " take no more jobs?", id + " takes no more jobs");
      says(console, "drained");
      var token = jobs.waiting();
      console.go("submissions");
      assertThat(console.row(token).textContent()).contains("In Queue");

      console.go("workers");
      console.choose(console.page().locator("#section"), "Take jobs again");
      console.isTold(id + " takes jobs again");
      assertThat(jobs.result(token)).isEqualTo("Accepted");
    }
  }

  @Test
  void aProblemIsNamedWithItsRemedy() {
    jobs.queue("pause");
    try (var console = console("problems")) {
      assertThat(console.row("paused").textContent()).contains("bash", "resume");
      console.row("paused").locator("a").click();
      console.shows("queues");
      console.go("overview");
      assertThat(console.row("paused").textContent()).contains("bash");
      jobs.queue("resume");
      console.row("paused").waitFor(new Locator.WaitForOptions().setState(DETACHED));
    }
  }

  @Test
  void aLanguageThatAWorkerLacksIsNamedWithItsPackages() {
    var report =
        """
        {"id": "elsewhere", "drivers": {}, "packages": {}, "expected": ["bash", "haskell"],
         "failures": {"bash": "is not installed", "haskell": "is not installed"}}
        """;
    try (var redis = new Jedis(URI.create(product.redisUrl()))) {
      var own = Client.json(redis.get("evalx:{workers}:" + jobs.worker()));
      assertThat(own.get("expected")).extracting(JsonNode::asText).contains("bash", "python");
      var key = "evalx:{workers}:elsewhere";
      redis.set(key, report, new SetParams().ex(60));
      redis.zadd("evalx:{workers}", System.currentTimeMillis() / 1000.0 + 60, key);
      try (var console = console("problems")) {
        says(console, "ghc on elsewhere");
        assertThat(console.row("elsewhere").isVisible()).isTrue();
        says(console, "the worker does not run bash");
        console.visit().isAccessible();
      } finally {
        redis.del(key);
      }
    }
  }

  @Test
  void submissionsAreFiltered() {
    jobs.queue("pause");
    var waits = jobs.submit();
    try (var console = console("submissions")) {
      var page = console.page();
      console.row(waits).waitFor();
      page.selectOption(".filters select", "In Queue");
      page.fill(".filters input[name=language]", "python");
      page.keyboard().press("Enter");
      says(console, "There are none");
      assertThat(page.url()).contains("language=python", "status=In+Queue");
      page.fill(".filters input[name=language]", "bash");
      page.keyboard().press("Enter");
      console.row(waits).waitFor();
      page.fill(".filters input[name=from]", FUTURE);
      page.click(".filters button");
      says(console, "There are none");
      page.fill(".filters input[name=from]", PAST);
      page.fill(".filters input[name=to]", FUTURE);
      page.click(".filters button");
      console.row(waits).waitFor();
      page.fill(".filters input[name=to]", "2020-01-02T00:00");
      page.click(".filters button");
      says(console, "There are none");
      page.fill(".filters input[name=from]", "");
      page.fill(".filters input[name=to]", "");

      jobs.queue("resume");
      assertThat(jobs.result(waits)).isEqualTo("Accepted");
      page.click(".filters button");
      says(console, "There are none");
      page.selectOption(".filters select", "Accepted");
      page.click(".filters button");
      console.row(waits).waitFor();
      page.fill(".filters input[name=from]", FUTURE);
      page.click(".filters button");
      says(console, "There are none");
      page.fill(".filters input[name=from]", PAST);
      page.fill(".filters input[name=to]", FUTURE);
      page.click(".filters button");
      console.row(waits).locator("a").click();
      says(console, "To be cancelled");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void deadLettersAreFilteredAndExported(Look look) throws IOException {
    var token = jobs.deadLetter();
    var other = jobs.deadLetter();
    try (var console = console(look, "letters")) {
      var page = console.page();
      page.fill(".filters input[name=language]", "python");
      page.keyboard().press("Enter");
      says(console, "There are none");
      page.fill(".filters input[name=language]", "");
      page.fill(".filters input[name=token]", token);
      page.keyboard().press("Enter");
      console.row(token).waitFor();
      var file = page.waitForDownload(() -> console.choose(page.locator("#section"), "Export"));
      assertThat(Files.readString(file.path())).contains(token).doesNotContain(other);

      confirm(console, "Delete all", "Delete " + token + "?", "1 was deleted");
      console.go("letters?token=" + other);
      console.row(other).waitFor();
      confirm(console, "Retry all", "Run again: " + other + "?", "1 was retried");
      assertThat(jobs.result(other)).isEqualTo("Accepted");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "DARK_TELEPHONE")
  void sectionsAndWindowsAreAccessible(Look look) {
    var token = jobs.deadLetter();
    try (var console = ConsoleVisit.open(look, browser, product, "letters")) {
      isFine(console, look, "letters");
      console.choose(console.row(token), "Look");
      console.page().waitForSelector("dialog pre");
      isFine(console, look, "letter");
      console.page().keyboard().press("Escape");
      console.choose(console.row(token), "Delete");
      console.page().waitForSelector("dialog .danger");
      isFine(console, look, "question");
      console.confirm("Delete " + token + "?");
      console.isTold("1 was deleted");
      for (var section : SECTIONS) {
        console.go(section);
        isFine(console, look, section);
      }
      console.page().evaluate("location.hash = 'submissions?program=yes&token=" + token + "'");
      console.page().waitForSelector("#section pre");
      isFine(console, look, "submission");
    }
  }

  private static void isFine(ConsoleVisit console, Look look, String name) {
    console.visit().screenshot("console-" + look.label() + "-" + name);
    console.visit().isAccessible();
    console.visit().fitsItsWidth();
  }
}
