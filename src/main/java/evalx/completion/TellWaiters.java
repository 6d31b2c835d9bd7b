package evalx.completion;

import evalx.events.EndAnnouncer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Tells those who wait for a submission, on every node, that it has ended. */
@Singleton
class TellWaiters implements Effect {
  private final EndAnnouncer announcer;

  @Inject
  TellWaiters(EndAnnouncer announcer) {
    this.announcer = announcer;
  }

  @Override
  public void apply(Ended ended) {
    announcer.announceEnd(ended.id());
  }
}
