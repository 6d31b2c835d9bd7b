package evalx.work;

import evalx.submission.SubmissionId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The jobs in the hands of this node: as many at most as it has places for jobs. */
@Singleton
class RunningJobs {
  private final Map<SubmissionId, RunningJob> byId = new ConcurrentHashMap<>();

  /** Takes a job into hand until it leaves; empty where another delivery of it already is. */
  Optional<RunningJob> enter(JobInHand taken) {
    var job = new RunningJob(taken);
    return byId.putIfAbsent(taken.id(), job) == null ? Optional.of(job) : Optional.empty();
  }

  /** The jobs in hand now, in no order. */
  List<JobInHand> all() {
    return byId.values().stream().map(RunningJob::job).toList();
  }

  void leave(RunningJob job) {
    byId.remove(job.id(), job);
  }

  /** Cancels a job if it is in the hands of this node. */
  void cancel(SubmissionId id) {
    Optional.ofNullable(byId.get(id)).ifPresent(RunningJob::cancel);
  }

  /** Puts a job back into its queue if it is in the hands of this node. */
  void putBack(SubmissionId id, String reason) {
    Optional.ofNullable(byId.get(id)).ifPresent(job -> job.putBack(reason));
  }

  /** How many jobs each caller has in hand, by the keys of callers. */
  Map<String, Long> byCaller() {
    return byId.values().stream()
        .collect(Collectors.groupingBy(RunningJob::caller, Collectors.counting()));
  }

  Set<SubmissionId> ids() {
    return Set.copyOf(byId.keySet());
  }
}
