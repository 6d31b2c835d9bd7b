package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.cache.NoRunCache;
import evalx.cache.RunCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.CompileOnce;
import evalx.compilation.Compiler;
import evalx.compilation.FakeSandbox;
import evalx.compilation.NoProgramCache;
import evalx.compilation.Toolchain;
import evalx.language.FakeBuilds;
import evalx.language.Languages;
import evalx.redis.CacheRedis;
import evalx.redis.RedisServer;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.CaseResult;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSubmissionTest {
  private static final Duration CPU = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FakeSandbox sandbox = new FakeSandbox();
  private final FakeBuilds builds = new FakeBuilds();
  private Clock clock = Clock.systemUTC();
  private JobBudget budget = new JobBudget(Duration.ofMinutes(10), 4, 256);
  private int permits = 4;
  private RunCache runCache = NoRunCache.create();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private Result run(Submission submission) {
    return run(submission, RunListener.NONE, new RunHandle());
  }

  private Result run(Submission submission, RunListener listener, RunHandle handle) {
    builds.works("cpp", "12.2.0", "g++ 12.2.0");
    var gate =
        new SandboxGate(permits, language -> permits, threads, new Waiting(Duration.ofMinutes(1)));
    var toolchain = new Toolchain(sandbox, builds);
    var runner =
        new RunSubmission(
            new Languages(),
            toolchain,
            new CompileOnce(toolchain, NoProgramCache.create(), gate),
            new WorkerContext("host-1", clock, gate, runCache, budget));
    var job = new Job(SubmissionId.random(), submission, Instant.now(), 1);
    return runner.run(job, listener, handle);
  }

  private static Submission submission(boolean stopOnFailure, String... inputs) {
    return submission(stopOnFailure, true, inputs);
  }

  private static Submission submission(boolean stopOnFailure, boolean cache, String... inputs) {
    var cases = new ArrayList<TestCase>();
    for (String input : inputs) {
      cases.add(new TestCase(bytes(input), Optional.of(bytes(input)), List.of()));
    }
    return new Submission(
        new Submission.Source(
            "cpp",
            Optional.empty(),
            List.of(new SourceFile("main.cpp", bytes("int main() {}"))),
            List.of("-O3")),
        cases,
        new Limits(CPU, CPU.multipliedBy(2).plusSeconds(1), 64 << 20),
        new Submission.Judging(new Checker.Lines(), stopOnFailure),
        new Submission.Handling(Encoding.UTF8, 5, cache),
        List.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void programEchoes() {
    sandbox.program =
        request -> FakeSandbox.exited(0, new String(request.stdin(), StandardCharsets.UTF_8));
  }

  private static List<Verdict> statuses(Result result) {
    return result.cases().stream().map(CaseResult::verdict).toList();
  }

  @Test
  void twentyTestCasesAreCompiledOnceAndRunOnceEach() {
    programEchoes();
    var inputs = new String[20];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = "case " + i;
    }

    var result = run(submission(false, inputs));

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(result.passed()).isEqualTo(20);
    assertThat(sandbox.compilations).hasSize(1);
    assertThat(sandbox.runs).hasSize(20);
    assertThat(result.cases().get(7).stdout().bytes()).asString().isEqualTo("case 7");
    assertThat(result.subject().version()).contains("12.2.0");
    assertThat(result.compiled().time()).isEqualTo(Duration.ofMillis(400));
    assertThat(result.compiled().output()).isEqualTo("note");
    assertThat(sandbox.leases).hasValue(0);
  }

  @Test
  void theCommandsComeFromTheTable() {
    run(submission(false, ""));

    assertThat(sandbox.compilations.get(0).command())
        .containsExactly(
            "/usr/bin/g++",
            "-O2",
            "-std=gnu++17",
            "-pipe",
            "-DONLINE_JUDGE",
            "-I/toolchain/cpp",
            "-o",
            "/box/main",
            "-static",
            "-s",
            "-B/toolchain/link/",
            "-O3",
            "/app/main.cpp");
    assertThat(sandbox.runs.get(0).command()).containsExactly("/app/main");
    assertThat(sandbox.runs.get(0).artifact()).contains(FakeSandbox.PROGRAM);
    assertThat(sandbox.runs.get(0).limits().cpu()).isEqualTo(CPU);
  }

  @Test
  void aProgramThatDoesNotCompileIsNotRun() {
    sandbox.compiler =
        request -> FakeSandbox.ended(new Ending.Exited(1), "", "main.cpp:1: error: no");

    var result = run(submission(false, "a"));

    assertThat(result.verdict()).isEqualTo(Verdict.COMPILATION_ERROR);
    assertThat(result.compiled().output()).contains("error: no");
    assertThat(result.cases()).isEmpty();
    assertThat(result.subject().testCases()).isEqualTo(1);
    assertThat(sandbox.runs).isEmpty();
  }

  @Test
  void aCompilerThatGoesOverALimitIsACompilationErrorToo() {
    sandbox.compiler = request -> FakeSandbox.ended(new Ending.LimitExceeded(Limit.MEMORY), "", "");

    var result = run(submission(false, "a"));

    assertThat(result.verdict()).isEqualTo(Verdict.COMPILATION_ERROR);
    assertThat(result.remarks().message()).contains("the compiler ran out of memory");
  }

  @Test
  void theStatusIsThatOfTheFirstTestCaseNotAccepted() {
    sandbox.program =
        request ->
            switch (new String(request.stdin(), StandardCharsets.UTF_8)) {
              case "bad" -> FakeSandbox.exited(0, "worse");
              case "slow" -> FakeSandbox.ended(new Ending.LimitExceeded(Limit.CPU), "", "");
              default -> FakeSandbox.exited(0, "good");
            };

    var result = run(submission(false, "good", "slow", "bad", "good"));

    assertThat(statuses(result))
        .containsExactly(
            Verdict.ACCEPTED, Verdict.TIME_LIMIT_EXCEEDED, Verdict.WRONG_ANSWER, Verdict.ACCEPTED);
    assertThat(result.verdict()).isEqualTo(Verdict.TIME_LIMIT_EXCEEDED);
    assertThat(result.passed()).isEqualTo(2);
  }

  @Test
  void whatComesAfterTheFirstFailureIsSkippedWhicheverRanFirst() {
    sandbox.program = request -> FakeSandbox.exited(0, "good");

    var result = run(submission(true, "good", "bad", "good", "good"));

    assertThat(statuses(result))
        .containsExactly(Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.SKIPPED, Verdict.SKIPPED);
  }

  @Test
  void aCompilationThatBreaksIsTriedAgainTwice() {
    var tries = new AtomicInteger();
    sandbox.compiler =
        request -> {
          if (tries.incrementAndGet() < 3) {
            throw new SandboxFailure("no box");
          }
          return FakeSandbox.compiled();
        };
    sandbox.program = request -> FakeSandbox.exited(0, "a");

    assertThat(run(submission(false, "a")).verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(tries).hasValue(3);
  }

  @Test
  void aCompilationThatBreaksThreeTimesIsAFailedAttempt() {
    sandbox.compiler =
        request -> {
          throw new SandboxFailure("no box");
        };

    assertThatThrownBy(() -> run(submission(false, "a"))).isInstanceOf(SandboxFailure.class);
    assertThat(sandbox.compilations).hasSize(3);
  }

  @Test
  void anOutageLeavesAtOnceAndSparesTheRestOfTheJob() {
    sandbox.program =
        request -> {
          throw new SandboxUnavailable("no daemon");
        };

    assertThatThrownBy(() -> run(submission(false, "a", "b")))
        .isInstanceOf(SandboxUnavailable.class);
    nothingIsLeftInTheSandbox();
  }

  private static List<Boolean> cached(Result result) {
    return result.cases().stream().map(c -> c.notes().cached()).toList();
  }

  @Test
  void aRunThatWasDoneBeforeIsJudgedAgainAndNotRun(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var redis = new CacheRedis(Optional.of(server.uri()));
      runCache = new RunCache(redis, true);
      sandbox.program = request -> FakeSandbox.exited(0, "a");

      var cold = run(submission(false, "a", "b"));
      var warm = run(submission(false, "a", "b", "c"));
      var refusing = run(submission(false, false, "a", "b"));
      var stopping = run(submission(true, "a", "b", "d", "e"));

      assertThat(cached(cold)).containsExactly(false, false);
      assertThat(cached(warm)).containsExactly(true, true, false);
      assertThat(cached(refusing)).containsExactly(false, false);
      assertThat(statuses(warm))
          .containsExactly(Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.WRONG_ANSWER);
      assertThat(warm.cases().get(0))
          .usingRecursiveComparison()
          .isEqualTo(cold.cases().get(0).fromCache());
      assertThat(statuses(stopping))
          .containsExactly(
              Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.SKIPPED, Verdict.SKIPPED);
      assertThat(sandbox.runs).hasSize(2 + 1 + 2);
      redis.close();
    }
  }

  /** As the C++ runtime sees it: no limit was exceeded, but all memory is used. */
  private RunReport outOfMemory() {
    var report = FakeSandbox.ended(new Ending.Signalled(6), "", "std::bad_alloc");
    var usage = new RunReport.Usage(Duration.ofMillis(3), Duration.ofMillis(5), 64 << 10);
    return new RunReport(report.ending(), usage, report.output(), Optional.empty());
  }

  @Test
  void whatEndedInALimitIsRunAgain(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var redis = new CacheRedis(Optional.of(server.uri()));
      runCache = new RunCache(redis, true);
      sandbox.program =
          request ->
              new String(request.stdin(), StandardCharsets.UTF_8).equals("cpu")
                  ? FakeSandbox.ended(new Ending.LimitExceeded(Limit.CPU), "", "")
                  : outOfMemory();

      for (int i = 0; i < 2; i++) {
        var result = run(submission(false, "cpu", "new"));
        assertThat(statuses(result))
            .containsExactly(Verdict.TIME_LIMIT_EXCEEDED, Verdict.MEMORY_LIMIT_EXCEEDED);
        assertThat(cached(result)).containsExactly(false, false);
      }
      assertThat(sandbox.runs).hasSize(4);
      redis.close();
    }
  }

  @Test
  void aVanishedArtifactIsCompiledAgain() {
    var runs = new AtomicInteger();
    sandbox.program =
        request -> {
          if (runs.incrementAndGet() == 1) {
            throw new ArtifactMissing(FakeSandbox.PROGRAM);
          }
          return FakeSandbox.exited(0, "a");
        };

    var result = run(submission(false, "a"));

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(sandbox.compilations).hasSize(2);
    assertThat(result.provenance().attempts()).isEqualTo(1);
  }

  @Test
  void testCasesBeyondTheJobBudgetEndAsTimeLimitExceeded() {
    budget = new JobBudget(Compiler.LIMITS.wall().plusSeconds(4), 1, 256);
    permits = 1;
    sandbox.program = request -> tookThreeSeconds();

    var result = run(submission(false, "", "", ""));

    assertThat(statuses(result))
        .containsExactly(Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.TIME_LIMIT_EXCEEDED);
    assertThat(result.cases().get(2).notes().message()).contains("job budget");
    assertThat(sandbox.runs).hasSize(2);
    assertThat(sandbox.runs.get(1).limits().wall()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatAJobWaitsForOthersIsNotChargedToIt() {
    budget = new JobBudget(Compiler.LIMITS.wall().plusSeconds(4), 1, 256);
    var start = Instant.now();
    var hours = new AtomicInteger();
    clock =
        new Clock() {
          @Override
          public Instant instant() {
            return start.plus(Duration.ofHours(hours.getAndIncrement()));
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    sandbox.program = request -> FakeSandbox.exited(0, "a");

    assertThat(run(submission(false, "a")).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  private static RunReport tookThreeSeconds() {
    var quick = FakeSandbox.exited(0, "");
    return new RunReport(
        quick.ending(),
        new RunReport.Usage(quick.cpuTime(), Duration.ofSeconds(3), quick.peakKib()),
        quick.output(),
        Optional.empty());
  }

  /** What a listener heard, in order. */
  private static final class Heard implements RunListener {
    final List<String> all = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void compiled(Result.Compiled compiled) {
      all.add("compiled");
    }

    @Override
    public void caseFinished(int index, CaseResult result) {
      all.add(index + " " + result.verdict());
    }

    @Override
    public void progressed(int finished) {
      all.add(finished + " finished");
    }
  }

  @Test
  void theListenerHearsEachTestCaseOnce() {
    programEchoes();
    var heard = new Heard();
    run(submission(false, "a", "b", "c"), heard, new RunHandle());

    assertThat(heard.all.get(0)).isEqualTo("compiled");
    assertThat(heard.all)
        .filteredOn(event -> !event.endsWith("finished"))
        .containsExactlyInAnyOrder("compiled", "0 ACCEPTED", "1 ACCEPTED", "2 ACCEPTED");
  }

  @Test
  void theListenerHearsWhatTheResultSaysWhicheverRunEndsFirst() {
    var lastEnded = new CountDownLatch(1);
    sandbox.program =
        request -> {
          if (new String(request.stdin(), StandardCharsets.UTF_8).equals("slow")) {
            await(lastEnded);
            return FakeSandbox.exited(0, "wrong");
          }
          lastEnded.countDown();
          return FakeSandbox.exited(0, "good");
        };
    var heard = new Heard();
    run(submission(true, "slow", "good"), heard, new RunHandle());

    assertThat(heard.all).endsWith("0 WRONG_ANSWER", "1 SKIPPED");
  }

  @Test
  void progressIsToldAtTimesAndNeverForEachTestCase() {
    var heard = new Heard();
    sandbox.program =
        request -> {
          if (new String(request.stdin(), StandardCharsets.UTF_8).equals("last")) {
            awaitUntil(() -> heard.all.contains("19 finished"));
          }
          return FakeSandbox.exited(0, "");
        };
    var inputs = new String[20];
    Arrays.fill(inputs, "quick");
    inputs[19] = "last";
    run(submission(false, inputs), heard, new RunHandle());

    assertThat(heard.all.stream().filter(event -> event.endsWith("finished")).count())
        .isBetween(1L, 3L);
  }

  private static void awaitUntil(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(condition);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aVanishedArtifactCostsNoTestCaseThatHasEnded() {
    permits = 1;
    var runs = new AtomicInteger();
    sandbox.program =
        request -> {
          if (runs.incrementAndGet() == 2) {
            throw new ArtifactMissing(FakeSandbox.PROGRAM);
          }
          return FakeSandbox.exited(0, new String(request.stdin(), StandardCharsets.UTF_8));
        };
    var heard = new Heard();
    var result = run(submission(false, "a", "b"), heard, new RunHandle());

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(sandbox.runs).hasSize(3);
    assertThat(heard.all).containsOnlyOnce("compiled", "0 ACCEPTED", "1 ACCEPTED");
  }

  private Future<Result> cancelDuring(CountDownLatch begun, RunHandle handle) {
    var result =
        threads.submit(() -> run(submission(false, "a", "b", "c"), RunListener.NONE, handle));
    await(begun);
    handle.cancel();
    return result;
  }

  private void nothingIsLeftInTheSandbox() {
    awaitUntil(() -> sandbox.leases.get() == 0 && sandbox.running.get() == 0);
  }

  @Test
  void aJobThatIsCancelledDuringItsRunsKeepsWhatHasEnded() throws Exception {
    permits = 2;
    var begun = new CountDownLatch(1);
    sandbox.program =
        request -> {
          if (new String(request.stdin(), StandardCharsets.UTF_8).equals("a")) {
            return FakeSandbox.exited(0, "a");
          }
          begun.countDown();
          return FakeSandbox.interrupted();
        };
    var result = cancelDuring(begun, new RunHandle()).get(1, TimeUnit.SECONDS);

    assertThat(result.verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(statuses(result))
        .containsExactly(Verdict.ACCEPTED, Verdict.CANCELLED, Verdict.CANCELLED);
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aJobThatIsCancelledDuringItsCompilationHasNoTestCases() throws Exception {
    var begun = new CountDownLatch(1);
    sandbox.compiler =
        request -> {
          begun.countDown();
          return FakeSandbox.interrupted();
        };
    var result = cancelDuring(begun, new RunHandle()).get(1, TimeUnit.SECONDS);

    assertThat(result.verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(result.cases()).isEmpty();
    assertThat(result.subject().testCases()).isEqualTo(3);
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aJobThatWasCancelledBeforeItBeganRunsNothing() {
    var handle = new RunHandle();
    handle.cancel();
    var result = run(submission(false, "a"), RunListener.NONE, handle);

    assertThat(result.verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    nothingIsLeftInTheSandbox();
    assertThat(sandbox.runs).isEmpty();
  }

  @Test
  void aJobThatEndedCannotBeCancelled() {
    programEchoes();
    var handle = new RunHandle();
    var result = run(submission(false, "a"), RunListener.NONE, handle);
    handle.cancel();

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aRunThatBreaksEndsTheOthersAtOnce() {
    var others = new CountDownLatch(3);
    sandbox.program =
        request -> {
          if (new String(request.stdin(), StandardCharsets.UTF_8).equals("breaks")) {
            await(others);
            throw new SandboxFailure("the slot broke");
          }
          others.countDown();
          return FakeSandbox.interrupted();
        };

    assertThatThrownBy(() -> run(submission(false, "a", "b", "c", "breaks")))
        .isInstanceOf(SandboxFailure.class)
        .hasMessage("the slot broke");
    nothingIsLeftInTheSandbox();
    assertThat(sandbox.closedUnderRuns).isFalse();
  }

  @Test
  void anInterruptOfTheJobsThreadEndsItsRuns() throws Exception {
    var begun = new CountDownLatch(3);
    sandbox.program =
        request -> {
          begun.countDown();
          return FakeSandbox.interrupted();
        };
    var interrupted = new AtomicBoolean();
    var job =
        new Thread(
            () -> {
              assertThatThrownBy(() -> run(submission(false, "a", "b", "c")))
                  .isInstanceOf(SandboxFailure.class);
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    job.start();
    await(begun);
    job.interrupt();
    job.join(10_000);

    assertThat(interrupted).isTrue();
    nothingIsLeftInTheSandbox();
    assertThat(sandbox.closedUnderRuns).isFalse();
  }

  @Test
  void aCompilerThatDoesNotStartIsOurFailure() {
    sandbox.compiler =
        request -> FakeSandbox.ended(new Ending.Exited(127), "", "env: g++: No such file");

    assertThatThrownBy(() -> run(submission(false, "a")))
        .isInstanceOf(SandboxFailure.class)
        .hasMessageContaining("could not be started");
    assertThat(builds.doubted).contains("cpp");
  }
}
