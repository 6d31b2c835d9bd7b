package evalx.completion;

import evalx.config.Settings;
import evalx.result.OpenJobs;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Counts a job no longer against the quota of its caller. One that was cancelled in its queue takes
 * room there, and counts, until its message is taken.
 */
@Singleton
class CountJobOut implements Effect {
  private final OpenJobs openJobs;
  private final boolean counts;

  @Inject
  CountJobOut(OpenJobs openJobs, Settings settings) {
    this.openJobs = openJobs;
    this.counts = settings.access().hasQuotas();
  }

  @Override
  public void apply(Ended ended) {
    ended
        .request()
        .filter(message -> counts && message.isAccepted())
        .ifPresent(message -> openJobs.remove(message.origin().caller(), ended.id()));
  }
}
