package evalx.system;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Locale;

/** What a person may look at the pages with. */
enum Look {
  DESKTOP,
  DARK,
  TELEPHONE,
  DARK_TELEPHONE;

  Visit visit(Browser browser, Product product) {
    return new Visit(browser, product, options());
  }

  private NewContextOptions options() {
    var scheme = this == DARK || this == DARK_TELEPHONE ? ColorScheme.DARK : ColorScheme.LIGHT;
    var options = new NewContextOptions().setColorScheme(scheme).setViewportSize(1280, 800);
    return isTelephone()
        ? options
            .setViewportSize(390, 844)
            .setDeviceScaleFactor(2)
            .setIsMobile(true)
            .setHasTouch(true)
        : options;
  }

  private boolean isTelephone() {
    return this == TELEPHONE || this == DARK_TELEPHONE;
  }

  /** As a part of a file's name. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
