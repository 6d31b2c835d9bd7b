package evalx.api;

import evalx.config.Settings;
import evalx.events.DialectAnswered;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Doors for tests of what neither reads bodies nor counts requests. */
public final class Doors {
  private Doors() {}

  /** One with these settings. */
  @SuppressWarnings({"unchecked", "NullAway"})
  public static Door of(Map<String, String> settings) {
    var nobody =
        (Event<DialectAnswered>)
            Proxy.newProxyInstance(
                Doors.class.getClassLoader(), new Class<?>[] {Event.class}, (p, m, args) -> null);
    return new Door(null, null, new Origins(Settings.of(settings::get)), null, nobody);
  }
}
