package evalx.history;

import evalx.config.Settings;
import evalx.result.JobLedger;
import evalx.result.JobStates;
import evalx.result.Results;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is still known of submissions of which the history has heard no end. Each method throws
 * {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
final class KnownEnds {
  private final Results results;
  private final JobLedger ledger;
  private final Duration maxLife;
  private final Clock clock;

  @Inject
  KnownEnds(Results results, JobLedger ledger, Settings settings) {
    this(results, ledger, JobStates.ttl(settings.runs().jobs()), Clock.systemUTC());
  }

  /**
   * @param maxLife after which a job that has no state has ended
   */
  KnownEnds(Results results, JobLedger ledger, Duration maxLife, Clock clock) {
    this.results = results;
    this.ledger = ledger;
    this.maxLife = maxLife;
    this.clock = clock;
  }

  /** Its result as JSON; empty where there is none yet, or none any more. */
  Optional<byte[]> result(SubmissionId id) {
    return results.stored(id);
  }

  /** Whether one without a result has ended, and nobody will ever know how. */
  boolean isLost(SubmissionId id, Instant queued) {
    return queued.plus(maxLife).isBefore(clock.instant()) && ledger.find(id).queued().isEmpty();
  }
}
