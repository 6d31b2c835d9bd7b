package evalx.work;

import static java.util.stream.Collectors.toMap;

import evalx.completion.Completions;
import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.events.SubmissionObserver;
import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.files.NoFiles;
import evalx.format.EventWriter;
import evalx.format.ResultWriter;
import evalx.intake.SubmissionRules;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.node.WorkerReport;
import evalx.queue.DeadLetters;
import evalx.queue.JobMessage;
import evalx.queue.LostJobHandler;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.queue.Requeue;
import evalx.redis.RedisFacts;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.result.StoreSpace;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SampleResults;
import evalx.submission.Submission;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/** Everything that handles deliveries, with all that lies outside the process replaced by fakes. */
final class Workshop {
  static final int MAX_TEST_CASES = 3;

  private static final Settings SETTINGS =
      Settings.of(
          Map.of(
                  "MAX_TEST_CASES",
                  Integer.toString(MAX_TEST_CASES),
                  "WEBHOOK_SECRET",
                  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
              ::get);

  final RecordingSender broker;
  final MemoryResults results = new MemoryResults();
  final MemoryLedger ledger = new MemoryLedger(results);
  final List<Job> ran = new CopyOnWriteArrayList<>();
  final List<SubmissionId> countedOut = new CopyOnWriteArrayList<>();
  final List<SubmissionId> told = new CopyOnWriteArrayList<>();
  final List<SubmissionEvent> events = new CopyOnWriteArrayList<>();
  final List<String> callers = new CopyOnWriteArrayList<>();
  final List<SubmissionId> unanswered = new CopyOnWriteArrayList<>();
  final RunningJobs runningJobs = new RunningJobs();
  final Suspects suspects = new Suspects();

  RunAttempt.Runner runner =
      (job, listener, handle) -> SampleResults.of(job.id(), Verdict.ACCEPTED);
  boolean outage;

  /** What happens while somebody looks for an outage. */
  Runnable whenAsked = () -> {};

  /** How full Redis is said to be. */
  RedisFacts redis = used(50);

  Duration outageWait = Duration.ofMinutes(1);
  boolean lacking;
  boolean lacksSandbox;

  /** The languages of another worker, with the sandbox native. */
  Set<String> nativeElsewhere = Set.of();

  List<String> offered = List.of("3.11.2");

  private final BeginJob beginJob;
  private final LeaveJob leaveJob;
  final CancelJob cancelJob;
  final JobEnds ends;
  final LostJobHandler lostJobs;

  Workshop() {
    this(new RecordingSender());
  }

  Workshop(RecordingSender broker) {
    this.broker = broker;
    var publisher = new EventPublisher(List.of(new Recorder()));
    var readJob = new ReadJob(new SubmissionRules(new Languages(), NoFiles.store(), SETTINGS));
    var completions = new Completions(broker, results, ledger, readJob, told::add, publisher);
    ends =
        new JobEnds(
            completions.completeJob, completions.endWithoutRun, (owner, id) -> countedOut.add(id));
    leaveJob =
        new LeaveJob(
            new Requeue(broker, Clock.fixed(Messages.NOW, ZoneOffset.UTC)),
            new DeadLetters(broker),
            ends,
            ledger);
    var runAttempt =
        new RunAttempt(
            this::run,
            new ProgressReports(ledger, publisher, new EventWriter(new ResultWriter()), SETTINGS),
            ends,
            new FailAttempt(ledger, leaveJob, new StoreSpace(() -> redis)),
            leaveJob);
    beginJob =
        new BeginJob(
            ledger,
            suspects,
            new AttemptJob(readJob, ledger, new ScriptedOffers(), runAttempt, leaveJob),
            ends,
            leaveJob);
    cancelJob = new CancelJob(ledger, ends, runningJobs::cancel, publisher);
    lostJobs = completions.endWithoutRun;
  }

  /** A Redis of which so many hundredths are in use. */
  static RedisFacts used(int hundredths) {
    return new RedisFacts("7.0.15", hundredths, 100, "noeviction", 1);
  }

  private Result run(Job job, RunListener listener, RunHandle handle) {
    ran.add(job);
    listener.progressed(1);
    return runner.run(job, listener, handle);
  }

  /** A slow test machine is no outage, and an outage need not be waited for. */
  void handle(JobMessage message) {
    callers.add(message.origin().caller().key());
    var limit = outage ? Duration.ofMillis(20) : outageWait;
    var retries = new OutageRetry.Source(new Monitor(), limit, Duration.ofMillis(5));
    new HandleDelivery(runningJobs, retries, beginJob, leaveJob).handle(message);
  }

  private final class Recorder implements SubmissionObserver {
    @Override
    public void observe(SubmissionEvent event) {
      events.add(event);
    }

    @Override
    public void replyRefused(SubmissionId id) {
      unanswered.add(id);
    }
  }

  /** As with real connections, which an interrupted thread cannot use. */
  private final class Monitor implements OutageMonitor {
    @Override
    public Optional<String> current() {
      whenAsked.run();
      return outage || Thread.currentThread().isInterrupted()
          ? Optional.of("the test says so")
          : Optional.empty();
    }

    @Override
    public Optional<String> lookNow() {
      return current();
    }
  }

  private final class ScriptedOffers implements AttemptJob.Offers {
    @Override
    public boolean isHere(Submission submission) {
      return submission.source().version().isEmpty() || !lacking;
    }

    @Override
    public boolean isSomewhere(String language, String version) {
      return offered.stream().anyMatch(v -> v.startsWith(version + "."));
    }

    @Override
    public List<String> versionsOf(String language) {
      return offered;
    }

    @Override
    public boolean lacksSandbox(Submission submission) {
      return lacksSandbox;
    }

    @Override
    public boolean isMetSomewhere(Submission submission) {
      var works = nativeElsewhere.stream().collect(toMap(id -> id, id -> List.of("1")));
      var other =
          new WorkerReport(
              "other", Map.of("native", works), Map.of(), Map.of(), Set.of(), Set.of());
      return Offer.of(List.of(other)).meetsNeeds(submission);
    }
  }

  RunAttempt.Runner throwing(RuntimeException failure) {
    return (job, listener, handle) -> {
      throw failure;
    };
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
