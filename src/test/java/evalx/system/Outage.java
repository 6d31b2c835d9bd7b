package evalx.system;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.concurrent.atomic.AtomicBoolean;

/** A time in which a page's server does not answer what some addresses are asked for. */
final class Outage {
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param status of the answer meanwhile; 0: there is none
   */
  Outage(Page page, int status, String... addresses) {
    for (var address : addresses) {
      page.route(address, route -> answer(route, status));
    }
  }

  private void answer(Route route, int status) {
    if (over.get()) {
      route.resume();
    } else if (status == 0) {
      route.abort();
    } else {
      route.fulfill(new Route.FulfillOptions().setStatus(status).setBody("{}"));
    }
  }

  void end() {
    over.set(true);
  }
}
