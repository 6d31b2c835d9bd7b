package evalx.work;

import evalx.queue.Listeners;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Says once in the log that nobody listens to a queue. A server activates the listeners a moment
 * after the start, or never.
 */
@Singleton
class ListenerAlarm {
  /** About a minute. */
  static final int MAX_LOOKS = 300;

  private static final Logger LOG = System.getLogger(ListenerAlarm.class.getName());

  private final Listeners listeners;
  private int looksWithout;

  @Inject
  ListenerAlarm(Listeners listeners) {
    this.listeners = listeners;
  }

  /** Looks whether one is missing, some times a second. */
  void look() {
    if (looksWithout < MAX_LOOKS) {
      var missing = listeners.missing();
      looksWithout = missing.isEmpty() ? 0 : looksWithout + 1;
      if (looksWithout == MAX_LOOKS) {
        LOG.log(
            Level.ERROR,
            "The server has activated no listener of {0}, so submissions stay in the queue: {1}",
            missing,
            Listeners.REMEDY);
      }
    }
  }
}
