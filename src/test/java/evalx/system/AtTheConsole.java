package evalx.system;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Tests of what operators do in the console of the shared product. */
abstract class AtTheConsole extends AtThePages {
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
    return ConsoleVisit.open(Look.DESKTOP, browser, product, place);
  }
}
