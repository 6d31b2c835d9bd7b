package evalx.system;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** A visit of an operator, whose tab has the token, to the console. */
record ConsoleVisit(Visit visit) implements AutoCloseable {
  /**
   * Opens a section.
   *
   * @param place its name, with what it is asked for, such as {@code letters?language=bash}
   */
  static ConsoleVisit open(Look look, Browser browser, Product product, String place) {
    return open(look.visit(browser, product), place);
  }

  /** Opens a section in a visit that has seen nothing yet. */
  static ConsoleVisit open(Visit visit, String place) {
    var console = new ConsoleVisit(visit);
    console
        .visit
        .context()
        .addInitScript(
            "sessionStorage.setItem('evalx.token.admin', '" + SharedProduct.ADMIN_TOKEN + "')");
    console.visit.open("/console#" + place);
    console.shows(place.replaceFirst("\\?.*", ""));
    return console;
  }

  Page page() {
    return visit.page();
  }

  /** Goes on to another section, as its link does. */
  void go(String place) {
    page().evaluate("place => { location.hash = place }", place);
    shows(place.replaceFirst("\\?.*", ""));
  }

  void shows(String section) {
    page().waitForSelector("html[data-ready=" + section + "]");
  }

  Locator row(String words) {
    return page().locator("tbody tr", new Page.LocatorOptions().setHasText(words)).first();
  }

  void choose(Locator place, String button) {
    place.locator("button", new Locator.LocatorOptions().setHasText(button)).first().click();
  }

  /** Says yes to a question, which must have some words in it. */
  void confirm(String words) {
    page().locator("dialog", new Page.LocatorOptions().setHasText(words)).waitFor();
    page().click("dialog button.danger");
  }

  void isTold(String words) {
    page().locator("#notice", new Page.LocatorOptions().setHasText(words)).waitFor();
  }

  @Override
  public void close() {
    visit.close();
  }
}
