package evalx.system;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of what operators do in the console of the shared product. */
@ExtendWith({SharedProduct.class, Chromium.class})
abstract class AtTheConsole {
  static Product product;
  static Browser browser;
  static BashJobs jobs;

  @BeforeAll
  static void prepare(Product shared, Browser started) {
    product = shared;
    browser = started;
    jobs = new BashJobs(shared);
  }

  /** Other tests need the queue and the worker. */
  @AfterEach
  void goOn() {
    jobs.queue("resume");
    jobs.administer("workers/" + jobs.worker() + "/undrain");
  }

  static ConsoleVisit console(String place) {
    return ConsoleVisit.open(Look.DESKTOP, browser, product, place);
  }
}
