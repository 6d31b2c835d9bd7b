package evalx.system;

import static com.microsoft.playwright.options.WaitForSelectorState.DETACHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters of which some are selected. */
@Tag("slow")
class SelectedLettersIT extends AtTheConsole {
  /** What is selected are all that are shown. */
  @BeforeEach
  void begin() {
    jobs.deleteLetters();
  }

  @AfterEach
  void end() {
    jobs.deleteLetters();
  }

  private static ConsoleVisit console(Look look) {
    return ConsoleVisit.open(look, browser, product, "letters?language=bash");
  }

  private static Locator box(ConsoleVisit console, String token) {
    return console.page().getByLabel("Select " + token);
  }

  private static Locator deed(ConsoleVisit console, String words) {
    return console.page().locator("#section button", new Page.LocatorOptions().setHasText(words));
  }

  private static void isGone(ConsoleVisit console, String token) {
    console.row(token).waitFor(new Locator.WaitForOptions().setState(DETACHED));
  }

  @ParameterizedTest
  @EnumSource(names = {"DESKTOP", "DARK_TELEPHONE"})
  void someAreRetriedAndOthersDeleted(Look look) {
    var retried = List.of(jobs.deadLetter(), jobs.deadLetter());
    var stays = jobs.deadLetter();
    var deleted = List.of(jobs.deadLetter(), jobs.deadLetter());
    try (var console = console(look)) {
      console.row(stays).waitFor();
      assertThat(deed(console, "Retry selected").isDisabled()).isTrue();
      retried.forEach(token -> box(console, token).check());
      assertThat(console.page().textContent(".selection")).contains("2 selected");
      // It lasts while the section is read again.
      for (var time = 0; time < 2; time++) {
        console.page().waitForResponse("**/admin/dead-letters?*", () -> {});
      }
      retried.forEach(token -> assertThat(box(console, token).isChecked()).isTrue());
      console.visit().isAccessible();
      console.visit().fitsItsWidth();
      console.visit().screenshot("console-" + look.label() + "-selected");
      deed(console, "Retry selected").click();
      console.confirm("Run again: 2 selected dead letters?");
      console.isTold("2 were retried");
      assertThat(retried).allMatch(token -> jobs.result(token).equals("Accepted"));
      retried.forEach(token -> isGone(console, token));

      console.page().getByLabel("Select all that are shown").check();
      box(console, stays).uncheck();
      deed(console, "Delete selected").click();
      console.page().keyboard().press("Escape");
      assertThat(console.page().textContent(".selection")).contains("2 selected");
      deed(console, "Delete selected").click();
      console.confirm("Delete 2 selected dead letters?");
      console.isTold("2 were deleted");
      deleted.forEach(token -> isGone(console, token));
      assertThat(console.row(stays).isVisible()).isTrue();
      assertThat(deed(console, "Delete selected").isDisabled()).isTrue();
    }
  }

  @Test
  void theyAreSelectedAndRetriedFromTheKeyboard() {
    var tokens = List.of(jobs.deadLetter(), jobs.deadLetter());
    try (var console = console(Look.DESKTOP)) {
      var page = console.page();
      console.row(tokens.get(0)).waitFor();
      page.focus(".selection input");
      page.keyboard().press("Space");
      tokens.forEach(token -> assertThat(box(console, token).isChecked()).isTrue());
      for (var time = 0; time < 2; time++) {
        page.waitForResponse("**/admin/dead-letters?*", () -> {});
      }
      page.keyboard().press("Tab");
      assertThat(page.evaluate("document.activeElement.ariaLabel"))
          .isEqualTo("Retry selected dead letters");
      page.keyboard().press("Enter");
      page.waitForSelector("dialog .danger");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      console.isTold("2 were retried");
      assertThat(tokens).allMatch(token -> jobs.result(token).equals("Accepted"));
    }
  }

  @Test
  void whatWasNotRetriedIsToldByWhatBecameOfIt() {
    var retried = jobs.deadLetter();
    var ended = jobs.deadLetterOfAnAccepted();
    var deleted = jobs.deadLetter();
    try (var console = console(Look.DESKTOP)) {
      List.of(retried, ended, deleted).forEach(token -> box(console, token).check());
      deed(console, "Retry selected").click();
      console.page().waitForSelector("dialog .danger");
      jobs.deleteLetter(deleted);
      console.confirm("Run again: 3 selected dead letters?");
      console.isTold("1 was retried");
      assertThat(console.page().textContent("#notice"))
          .contains("Others: has a result (1), gone (1).");
      assertThat(jobs.result(retried)).isEqualTo("Accepted");
      assertThat(console.row(ended).isVisible()).isTrue();
    }
  }

  /** One that is not seen any more is not done anything to. */
  @Test
  void whatIsShownNoLongerIsNotSelected() {
    var first = jobs.deadLetter();
    var second = jobs.deadLetter();
    try (var console = console(Look.DESKTOP)) {
      box(console, first).check();
      box(console, second).check();
      console.go("letters?token=" + first);
      isGone(console, second);
      assertThat(console.page().textContent(".selection")).contains("1 selected");
      deed(console, "Delete selected").click();
      console.confirm("Delete 1 selected dead letter?");
      console.isTold("1 was deleted");
      console.go("letters?token=" + second);
      console.row(second).waitFor();
    }
  }
}
