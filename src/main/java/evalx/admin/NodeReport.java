package evalx.admin;

import evalx.work.JobInHand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself, as it lies in Redis, with times as text.
 *
 * @param outage why it takes no jobs now; empty where it does
 * @param lacks what its host lacks, a sentence each
 */
public record NodeReport(
    About about, Boxes boxes, Places places, String outage, List<String> lacks, List<Job> jobs) {
  public NodeReport {
    lacks = List.copyOf(lacks);
    jobs = List.copyOf(jobs);
  }

  /**
   * Which node it is.
   *
   * @param reportedAt when it said so
   */
  public record About(String id, String role, String startedAt, String reportedAt) {}

  /**
   * Programs that run at a time.
   *
   * @param allowed fewer than the total while memory is short
   */
  public record Boxes(int inUse, int allowed, int total) {
    static final Boxes NONE = new Boxes(0, 0, 0);
  }

  /** Jobs in hand at a time. */
  public record Places(int inUse, int total) {
    static final Places NONE = new Places(0, 0);
  }

  /**
   * A job in hand.
   *
   * @param queuedAt null in the report of an older node
   */
  public record Job(
      String token, String language, String caller, @Nullable String queuedAt, String since) {
    static Job of(JobInHand job) {
      return new Job(
          job.id().toString(),
          job.language(),
          job.caller(),
          job.times().queued().toString(),
          job.times().since().toString());
    }
  }
}
