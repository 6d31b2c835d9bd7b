package evalx.execution;

import evalx.cache.RunCache;
import evalx.compilation.Toolchain;
import evalx.language.Language;
import evalx.sandbox.RunReport;
import evalx.submission.Job;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The test cases of one job. Each is a run of its own, unless an identical run was done before, or
 * an earlier failure ends the job.
 */
final class TestRuns {
  /** How often the listener hears what has ended. */
  static final Duration PACE = Duration.ofMillis(100);

  private final Job job;
  private final Language language;
  private final WorkerContext worker;
  private final RunCase runCase;
  private final KnownRuns known;
  private final FinishedCases finished;

  TestRuns(Job job, Language language, Toolchain toolchain, WorkerContext worker) {
    var submission = job.submission();
    this.job = job;
    this.language = language;
    this.worker = worker;
    this.known =
        new KnownRuns(
            worker.runCache(),
            toolchain.driver(),
            // A checker's program runs at the gate only, so there is nothing to judge before.
            toolchain
                .build(language)
                .filter(build -> isCached(submission.handling()))
                .filter(build -> submission.judging().program().isEmpty()));
    this.runCase = new RunCase(job, language, toolchain, known, worker);
    this.finished = new FinishedCases(StopRules.of(submission));
  }

  /** Of a run that was done before, no files are known. */
  private static boolean isCached(Submission.Handling handling) {
    return handling.cache() && handling.outputFiles().isEmpty();
  }

  private List<TestCase> cases() {
    return job.submission().testCases();
  }

  /** What has ended so far, also when {@link #run} did not come to its end. */
  FinishedCases finished() {
    return finished;
  }

  /**
   * Runs what has not ended yet, and closes the programs once nothing runs any more: when one run
   * breaks, or the thread is interrupted, the others are interrupted and this does not wait for
   * them.
   *
   * @throws RuntimeException of the first run that broke
   */
  void run(Programs programs, RunListener listener) {
    var runs = worker.gate().group(language.id(), job.id());
    try {
      loadCached(programs);
      var broken = new CompletableFuture<Void>();
      var all =
          IntStream.range(0, cases().size())
              .filter(finished::needs)
              .mapToObj(i -> runs.submit(() -> run(i, programs, broken)))
              .toArray(CompletableFuture[]::new);
      runs.await(
          CompletableFuture.anyOf(CompletableFuture.allOf(all), broken),
          PACE,
          () -> finished.tell(listener));
      known.write();
    } finally {
      runs.cancel();
      var unused = runs.ended().thenRun(programs::close);
    }
  }

  /** Judges what was run before, some at a time: outputs are large, results are not. */
  private void loadCached(Programs programs) {
    for (int from = 0; from < cases().size(); from += RunCache.MAX_AT_A_TIME) {
      loadCached(programs, from, Math.min(cases().size(), from + RunCache.MAX_AT_A_TIME));
    }
  }

  private void loadCached(Programs programs, int from, int to) {
    var some = cases().subList(from, to);
    var requests = some.stream().map(c -> runCase.request(programs.artifact(), c)).toList();
    var reports = known.find(requests);
    for (int i = 0; i < reports.size(); i++) {
      if (runCase.isKnown(some.get(i)) && finished.needs(from + i)) {
        add(from + i, reports.get(i), programs);
      }
    }
  }

  private void add(int index, Optional<RunReport> report, Programs programs) {
    report.ifPresent(
        known ->
            finished.add(
                index, runCase.judge(cases().get(index), known, programs, true).fromCache()));
  }

  /** On a thread of the gate. */
  private Void run(int index, Programs programs, CompletableFuture<Void> broken) {
    try {
      if (finished.needs(index)) {
        finished.add(index, runCase.run(cases().get(index), programs));
      }
      return null;
    } catch (RuntimeException | Error e) {
      broken.completeExceptionally(e);
      throw e;
    }
  }
}
