package evalx.completion;

import evalx.config.Settings;
import evalx.queue.JobMessage;
import evalx.result.CountedJobs;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Counts a job no longer against the quota of its caller. One that was cancelled in its queue takes
 * room there, and counts, until its message is taken.
 */
@Singleton
class CountJobOut implements Effect {
  private final CountedJobs openJobs;
  private final boolean counts;

  @Inject
  CountJobOut(CountedJobs openJobs, Settings settings) {
    this.openJobs = openJobs;
    this.counts = settings.access().hasQuotas();
  }

  @Override
  public void apply(Ended ended) {
    ended.request().ifPresent(this::applyWithoutResult);
  }

  @Override
  public void applyWithoutResult(JobMessage request) {
    if (counts && request.isAccepted()) {
      openJobs.remove(request.origin().caller().key(), request.id());
    }
  }
}
