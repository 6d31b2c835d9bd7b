package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.cache.RunCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.CompileInTurn;
import evalx.compilation.CompileOnce;
import evalx.compilation.Compiler;
import evalx.compilation.FakeSandbox;
import evalx.language.Languages;
import evalx.node.Capabilities;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSubmissionTest {
  private static final Duration CPU = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final FakeSandbox sandbox = new FakeSandbox();
  private final Capabilities capabilities = new Capabilities();
  private Clock clock = Clock.systemUTC();
  private Budget budget = new Budget(Duration.ofSeconds(600), 4);
  private int permits = 4;
  private RunCache runCache = new RunCache(null, false);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private Result run(Submission submission) {
    capabilities.works("cpp", "12.2.0", "g++ 12.2.0");
    var gate = new SandboxGate(permits, language -> permits, threads);
    var waiting = new Waiting(Duration.ofMinutes(1));
    var compile = new CompileInTurn(new Compiler(sandbox), gate, waiting);
    var runner =
        new RunSubmission(
            new Languages(),
            capabilities,
            new CompileOnce(compile, sandbox, capabilities, null, null, waiting, "host-1", false),
            runCache,
            sandbox,
            gate,
            budget,
            waiting,
            "host-1",
            clock);
    return runner.run(new Job(SubmissionId.random(), submission, Instant.now(), 1), count -> {});
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
    assertThat(sandbox.leases).hasValue(0);
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

  @Test
  void whatEndedInALimitIsRunAgain(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var redis = new CacheRedis(Optional.of(server.uri()));
      runCache = new RunCache(redis, true);
      sandbox.program =
          request ->
              new String(request.stdin(), StandardCharsets.UTF_8).equals("cpu")
                  ? FakeSandbox.ended(new Ending.LimitExceeded(Limit.CPU), "", "")
                  : FakeSandbox.ended(new Ending.Signalled(6), "", "std::bad_alloc");

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
  void progressIsToldAtTimesAndNeverForEachTestCase() {
    var told = new ArrayList<Integer>();
    var done = new AtomicInteger();
    var report = new ProgressReport(done::get, told::add);
    for (int i = 0; i < 10; i++) {
      done.addAndGet(i % 5 == 0 ? 7 : 0);
      report.report();
    }

    assertThat(told).containsExactly(7, 14);
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
    budget = new Budget(Compiler.LIMITS.wall().plusSeconds(4), 1);
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
    budget = new Budget(Compiler.LIMITS.wall().plusSeconds(4), 1);
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
}
