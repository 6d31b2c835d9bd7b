package evalx.intake;

import evalx.config.Settings;
import evalx.redis.RedisAway;
import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.result.OpenJobs;
import evalx.result.StoreShares;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;

/** Records a job before it is queued, within the quota of its caller. */
@Singleton
class RecordJob {
  private static final Logger LOG = System.getLogger(RecordJob.class.getName());

  private final JobLedger ledger;
  private final OpenJobs openJobs;
  private final StoreShares shares;
  private final Settings settings;

  @Inject
  RecordJob(JobLedger ledger, OpenJobs openJobs, StoreShares shares, Settings settings) {
    this.ledger = ledger;
    this.openJobs = openJobs;
    this.shares = shares;
    this.settings = settings;
  }

  /**
   * Records a job.
   *
   * @return false when it has ended already: the same request has queued it before, and was not
   *     told so
   * @throws QuotaExceeded when its caller has too many, or too much of the result store
   * @throws evalx.result.StoreFull when the store has no room for its state and result
   * @throws RedisAway during an outage
   */
  boolean record(NewJob job, byte[] message, Instant queued, Deadline deadline) {
    var max = quota(job);
    var exceeded = exceeded(job, max, deadline);
    if (exceeded.isPresent()) {
      if (hasEnded(job, deadline)) {
        return false;
      }
      throw exceeded.get();
    }
    deadline.require(Deadline.REDIS, "Redis");
    var description = JobDescription.of(job.submission(), job.caller());
    var isOpen = ledger.create(job.id(), message, description, queued);
    if (!isOpen && max > 0) {
      // Its end was before it was counted here, so nobody else would count it out.
      openJobs.remove(job.caller().key(), job.id());
    }
    return isOpen;
  }

  /**
   * Counts a job against the quota of its caller, unless there is something of which it has too
   * much.
   */
  private Optional<QuotaExceeded> exceeded(NewJob job, int max, Deadline deadline) {
    deadline.require(Deadline.REDIS, "Redis");
    if (!shares.hasRoom(job.caller())) {
      return Optional.of(QuotaExceeded.ofResults());
    }
    return max == 0 || openJobs.add(job.caller(), job.id(), max)
        ? Optional.empty()
        : Optional.of(QuotaExceeded.ofJobs(max));
  }

  private boolean hasEnded(NewJob job, Deadline deadline) {
    if (!job.isRepeatable()) {
      return false;
    }
    deadline.require(Deadline.REDIS, "Redis");
    return ledger.hasEnded(job.id());
  }

  private int quota(NewJob job) {
    return settings.access().quota(job.caller().name());
  }

  /** Counts a job that is queued until it ends. */
  void queued(NewJob job, Deadline deadline) {
    if (quota(job) > 0 && deadline.allows(Deadline.REDIS)) {
      try {
        openJobs.keep(job.caller(), job.id());
      } catch (RedisAway e) {
        LOG.log(Level.DEBUG, "{0} counts against no quota after a minute", job.id());
      }
    }
  }

  /**
   * Forgets a job that was not queued. The token was never given out, so what is left does no harm
   * until it expires. A repeatable job stays: another node may be queuing the same.
   */
  void forget(NewJob job, Deadline deadline) {
    if (job.isRepeatable()) {
      return;
    }
    if (!deadline.allows(Deadline.REDIS)) {
      LOG.log(Level.DEBUG, "the state of {0}, which was not queued, is left to expire", job.id());
      return;
    }
    try {
      ledger.forget(job.id());
      if (quota(job) > 0) {
        openJobs.remove(job.caller().key(), job.id());
      }
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "the state of " + job.id() + ", which was not queued, will expire", e);
    }
  }
}
