package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.cache.NoRunCache;
import evalx.cache.RunCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.FakeSandbox;
import evalx.compilation.Toolchain;
import evalx.compilation.UncachedCompilers;
import evalx.files.FileContents;
import evalx.files.FileStore;
import evalx.files.NoFiles;
import evalx.hint.HintRules;
import evalx.language.FakeBuilds;
import evalx.language.Languages;
import evalx.submission.Caller;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** Runs submissions in a sandbox that the test scripts. */
abstract class RunSubmissionSetup {
  static final Duration CPU = Duration.ofSeconds(2);

  /** Of a machine that has much to do; less than what the sandbox's programs take undisturbed. */
  static final Duration SOON = Duration.ofSeconds(30);

  final ExecutorService threads = Executors.newCachedThreadPool();
  final FakeSandbox sandbox = new FakeSandbox();
  final FakeBuilds builds = new FakeBuilds();
  Clock clock = Clock.systemUTC();
  JobBudget budget = new JobBudget(Duration.ofMinutes(10), 4, 256);
  int permits = 4;
  RunCache runCache = NoRunCache.create();
  FileContents files = NoFiles.contents();
  FileStore fileStore = NoFiles.store();
  HintRules hints = new HintRules();
  Optional<Caller> caller = Optional.empty();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  Result run(Submission submission) {
    return run(submission, RunListener.NONE, new RunHandle());
  }

  Result run(Submission submission, RunListener listener, RunHandle handle) {
    builds.works("cpp", "12.2.0", "g++ 12.2.0");
    sandbox.selfTest = Optional.of(request -> FakeSandbox.compiled());
    var gate =
        new SandboxGate(permits, language -> permits, threads, new Waiting(Duration.ofMinutes(1)));
    var toolchain = new Toolchain(sandbox, builds);
    var runner =
        new RunSubmission(
            new Languages(),
            toolchain,
            UncachedCompilers.create(gate, files).with(toolchain),
            new WorkerContext(
                "host-1", clock, gate, new Stores(runCache, files, fileStore, hints), budget));
    var job = new Job(SubmissionId.random(), submission, Instant.now(), 1, caller);
    return runner.run(job, listener, handle);
  }

  static Submission submission(boolean stopOnFailure, String... inputs) {
    return submission(stopOnFailure, true, inputs);
  }

  static Submission submission(boolean stopOnFailure, boolean cache, String... inputs) {
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

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void programEchoes() {
    sandbox.program =
        request -> FakeSandbox.exited(0, new String(request.stdin(), StandardCharsets.UTF_8));
  }

  static List<Verdict> statuses(Result result) {
    return result.cases().stream().map(CaseResult::verdict).toList();
  }

  static void awaitUntil(Callable<Boolean> condition) {
    Awaitility.await().atMost(SOON).until(condition);
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void nothingIsLeftInTheSandbox() {
    awaitUntil(() -> sandbox.leases.get() == 0 && sandbox.running.get() == 0);
  }
}
