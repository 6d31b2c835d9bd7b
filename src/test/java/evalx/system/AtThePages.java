package evalx.system;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of what people do in the pages of the shared product, in a real browser. */
@ExtendWith({SharedProduct.class, Chromium.class})
abstract class AtThePages {
  static Product product;
  static Browser browser;

  @BeforeAll
  static void prepare(Product shared, Browser started) {
    product = shared;
    browser = started;
  }

  static Visit playground() {
    return Look.DESKTOP.visit(browser, product).playground("");
  }
}
