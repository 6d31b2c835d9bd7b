package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A test case may expect an output, that nothing is printed, or nothing in particular. */
@Tag("slow")
class ExpectedOutputIT extends AtThePages {
  private static Visit playground(String fragment) {
    return Look.DESKTOP.visit(browser, product).playground(fragment);
  }

  private static Locator expected(Visit visit) {
    return visit.testCase(0).getByLabel("Expected output");
  }

  private static Locator nothing(Visit visit) {
    return visit.testCase(0).getByLabel("Nothing may be printed");
  }

  private static Visit expectingNothing() {
    var visit = playground("");
    visit.type("print('more than nothing')");
    expected(visit).fill("");
    nothing(visit).check();
    return visit;
  }

  @Test
  void anEmptyFieldComparesNothingUntilItIsChosen() {
    try (var visit = playground("")) {
      visit.type("print('more than nothing')");
      assertThat(nothing(visit).isVisible()).isFalse();
      expected(visit).fill("");
      assertThat(expected(visit).getAttribute("placeholder")).isEqualTo("Not compared");
      visit.runsTo("Accepted");

      nothing(visit).check();
      assertThat(expected(visit).getAttribute("placeholder")).isEqualTo("Nothing");
      visit.isAccessible();
      visit.runsTo("Wrong Answer");
      assertThat(visit.testCase(0).locator(".diff tr").allTextContents())
          .singleElement()
          .asString()
          .contains("more·than·nothing↵");
      visit.type("pass");
      visit.runsTo("Accepted");

      expected(visit).fill("something");
      assertThat(nothing(visit).isVisible()).isFalse();
      expected(visit).fill("");
      assertThat(nothing(visit).isChecked()).isFalse();
    }
  }

  @Test
  void aLinkHoldsIt() {
    String link;
    try (var visit = expectingNothing()) {
      visit.page().click("#share");
      link = visit.page().inputValue("dialog input");
    }
    try (var visit = playground(link.substring(link.indexOf('#')))) {
      assertThat(nothing(visit).isChecked()).isTrue();
      visit.runsTo("Wrong Answer");
    }
  }

  @Test
  void theHistoryAndACopyKeepIt() {
    try (var visit = expectingNothing()) {
      visit.runsTo("Wrong Answer");
      visit.example("Primes");
      visit.page().click("#history");
      visit.page().locator(".runs button").click();
      visit.showsVerdict("Wrong Answer");
      assertThat(nothing(visit).isChecked()).isTrue();

      visit.testCase(0).locator("button", named("Duplicate")).click();
      var copy = visit.testCase(1).getByLabel("Nothing may be printed");
      assertThat(copy.isChecked()).isTrue();
      copy.uncheck();
      visit.runsTo("Wrong Answer");
      assertThat(visit.page().textContent("#status")).contains("1 of 2");
    }
  }

  @Test
  void anEmptyFileOfOutputSaysIt() {
    try (var visit = expectingNothing()) {
      visit.page().click("#case-clear");
      visit.page().setInputFiles("#case-files", files("1.in", "1.out"));
      visit.page().locator("#notice", in("1 test case imported")).waitFor();
      assertThat(nothing(visit).isChecked()).isTrue();
      visit.runsTo("Wrong Answer");

      visit.page().click("#case-clear");
      visit.page().setInputFiles("#case-files", files("2.in"));
      visit.page().locator("#notice", in("1 test case imported")).waitFor();
      assertThat(nothing(visit).isChecked()).isFalse();
      visit.runsTo("Accepted");
    }
  }

  private static FilePayload[] files(String... names) {
    return List.of(names).stream()
        .map(name -> new FilePayload(name, "text/plain", "".getBytes(StandardCharsets.UTF_8)))
        .toArray(FilePayload[]::new);
  }

  private static Locator.LocatorOptions named(String words) {
    return new Locator.LocatorOptions().setHasText(words);
  }

  private static Page.LocatorOptions in(String words) {
    return new Page.LocatorOptions().setHasText(words);
  }
}
