package evalx.api;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.events.DialectAnswered;
import evalx.push.Scene;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Doors for tests of what neither reads bodies nor counts requests, with 24 MiB for answers. */
public final class Doors {
  private Doors() {}

  /** One with these settings. */
  @SuppressWarnings({"unchecked", "NullAway"})
  public static Door of(Map<String, String> settings) {
    var nobody =
        (Event<DialectAnswered>)
            Proxy.newProxyInstance(
                Doors.class.getClassLoader(), new Class<?>[] {Event.class}, (p, m, args) -> null);
    var read = Settings.of(settings::get);
    var budget = new AnswerBudget(MemoryPlan.of(read, 0));
    var answers = new DialectAnswers(budget, new Scene().streams(), Runnable::run, nobody);
    return new Door(null, null, new Origins(read), null, answers);
  }
}
