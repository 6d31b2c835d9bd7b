package evalx.telemetry;

import org.eclipse.microprofile.metrics.Metadata;

/** The metrics and what they mean. */
final class MetricNames {
  static final Metadata FINISHED =
      metric("evalx_submissions_finished", "Submissions that ended on this node");
  static final Metadata CASES = metric("evalx_test_cases", "Test cases that ended on this node");
  static final Metadata PROGRAMS =
      metric("evalx_programs", "Submissions by whether their program was in a cache");
  static final Metadata RUNS =
      metric("evalx_runs", "Test cases by whether the outcome of their run was in a cache");
  static final Metadata TURNAROUND =
      metric("evalx_turnaround", "Time from the queue to the result");
  static final Metadata FELL_BACK =
      metric("evalx_driver_fallbacks", "Jobs that one driver could not begin and the next one ran");
  static final Metadata REPLIES_REFUSED =
      metric("evalx_replies_refused", "Replies to JMS producers that the broker did not take");

  private MetricNames() {}

  private static Metadata metric(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
