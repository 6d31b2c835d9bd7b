package evalx.config;

import evalx.submission.BoxLimits;
import java.time.Duration;

/**
 * How many jobs run at once, and how long results, waiting jobs, running jobs and outages last.
 *
 * @param maxConcurrent jobs of this node
 * @param resultTtl how long a result can be fetched
 * @param taskTtl how long a job may wait to be run
 * @param maxTime the compilation and all test cases of a job together
 * @param outageWait how long a job in hand waits for the end of an outage
 * @param drainTimeout how long a node that was told to end lets jobs in hand finish
 * @param maxProcesses processes and threads of one run at one time
 */
public record JobSettings(
    int maxConcurrent,
    Duration resultTtl,
    Duration taskTtl,
    Duration maxTime,
    Duration outageWait,
    Duration drainTimeout,
    int maxProcesses) {
  private static final int WEEK = 604_800;
  private static final int MAX_JOBS = 1000;

  /**
   * @param sandboxes programs that run at the same time
   */
  static JobSettings read(SettingsReader reader, int sandboxes) {
    var asked = reader.number("MAX_CONCURRENT_JOBS", 0, MAX_JOBS);
    return new JobSettings(
        asked == 0 ? Math.min(2 * sandboxes, MAX_JOBS) : asked,
        reader.seconds("RESULT_TTL", 1, WEEK),
        reader.seconds("TASK_TTL", 1, WEEK),
        reader.seconds("MAX_JOB_TIME", 70, 3600),
        reader.seconds("OUTAGE_WAIT", 1, 600),
        reader.seconds("DRAIN_TIMEOUT", 0, 3600),
        reader.number("MAX_PROCESSES", 16, BoxLimits.MAX_PROCESSES));
  }
}
