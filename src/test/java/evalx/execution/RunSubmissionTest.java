package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import evalx.compilation.Compiler;
import evalx.compilation.FakeSandbox;
import evalx.files.FilesIn;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Caller;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.FileId;
import evalx.submission.OutputFile;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSubmissionTest extends RunSubmissionSetup {
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

  private static Submission withFiles(FileId stdin, FileId expected) {
    var plain = submission(false, "");
    var files = new TestCase.DataFiles(Optional.of(stdin), Optional.of(expected));
    return new Submission(
        plain.source(),
        List.of(new TestCase(new byte[0], Optional.empty(), List.of(), TestCase.Terms.NONE, files)),
        plain.limits(),
        plain.judging(),
        plain.handling(),
        List.of());
  }

  @Test
  void testDataComesFromTheFileStore(@TempDir Path folder) throws IOException {
    files = FilesIn.folder(folder);
    var stdin = FilesIn.add(folder, "in");
    var expected = FilesIn.add(folder, "right\n");
    sandbox.program =
        request -> {
          var sha256 = request.largeStdin().orElseThrow().sha256();
          return FakeSandbox.exited(0, sha256.equals(stdin.sha256()) ? "right" : "wrong");
        };

    assertThat(run(withFiles(stdin, expected)).verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(run(withFiles(stdin, stdin)).verdict()).isEqualTo(Verdict.WRONG_ANSWER);
  }

  @Test
  void aSubmissionWhoseFileIsGoneIsRejectedWithItsName(@TempDir Path folder) {
    files = FilesIn.folder(folder);
    var gone = new FileId("0".repeat(64));
    sandbox.program = request -> FakeSandbox.exited(0, "right");

    var result = run(withFiles(gone, gone));

    assertThat(result.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(result.remarks().message())
        .hasValueSatisfying(m -> assertThat(m).contains(gone.sha256()));
    nothingIsLeftInTheSandbox();
  }

  @Test
  void outputsThatTheResultDoesNotShowAreKeptForTheirCaller(@TempDir Path folder)
      throws IOException {
    fileStore = FilesIn.store(folder);
    var alice = new Caller(Optional.of("alice"), "127.0.0.1", Set.of());
    caller = Optional.of(alice);
    sandbox.program =
        request -> FakeSandbox.exited(0, "x".repeat(request.stdin().length == 0 ? 100_000 : 10));

    var result = run(keepingOutput("", "short"));

    var file = result.cases().get(0).stdout().file().orElseThrow();
    assertThat(fileStore.size(file, alice)).hasValue(100_000);
    assertThat(result.cases().get(1).stdout().file()).isEmpty();
    assertThat(run(submission(false, "")).cases().get(0).stdout().file()).isEmpty();
  }

  @Test
  void noMoreIsKeptThanASubmissionMayHave(@TempDir Path folder) {
    fileStore = FilesIn.store(folder);
    caller = Optional.of(new Caller(Optional.of("alice"), "127.0.0.1", Set.of()));
    var report = FakeSandbox.exited(0, "x".repeat(40 << 20));
    sandbox.program = request -> report;

    var cases = run(keepingOutput("", "")).cases();

    assertThat(cases).filteredOn(c -> c.stdout().file().isPresent()).hasSize(1);
    assertThat(cases)
        .filteredOn(c -> c.stdout().file().isEmpty())
        .allSatisfy(c -> assertThat(c.notes().message().orElseThrow()).contains("64 MiB"));
  }

  @Test
  void filesThatARunLeavesAreKeptByNameAndPattern(@TempDir Path folder) throws IOException {
    fileStore = FilesIn.store(folder);
    var alice = new Caller(Optional.of("alice"), "127.0.0.1", Set.of());
    caller = Optional.of(alice);
    sandbox.leaves("a.png", "b.txt", "img/c.png", "report");

    var result = run(withOutputFiles("*.png", "rep?rt"));

    assertThat(result.cases().get(0).notes().files())
        .extracting(OutputFile::name)
        .containsExactly("a.png", "report");
    var file = result.cases().get(0).notes().files().get(0);
    assertThat(fileStore.size(file.file(), alice)).hasValue(file.size());
    assertThat(run(withOutputFiles("none")).cases().get(0).notes().files()).isEmpty();
    assertThat(run(submission(false, "")).cases().get(0).notes().files()).isEmpty();
  }

  @Test
  void tooManyFilesAreNotKeptAndTheResultSaysSo(@TempDir Path folder) {
    fileStore = FilesIn.store(folder);
    caller = Optional.of(new Caller(Optional.of("alice"), "127.0.0.1", Set.of()));
    sandbox.leaves(IntStream.range(0, 33).mapToObj(i -> "f" + i).toArray(String[]::new));

    var notes = run(withOutputFiles("*")).cases().get(0).notes();

    assertThat(notes.files()).isEmpty();
    assertThat(notes.message().orElseThrow()).contains("32");
  }

  /** Two test cases of twenty runs; all of them have more output and files than may be kept. */
  @Test
  void ofSeveralRunsThatOfTheResultIsKept(@TempDir Path folder) throws IOException {
    fileStore = FilesIn.store(folder);
    var alice = new Caller(Optional.of("alice"), "127.0.0.1", Set.of());
    caller = Optional.of(alice);
    permits = 1;
    sandbox.leaves(IntStream.range(0, 32).mapToObj(i -> "f" + i).toArray(String[]::new));
    var done = new AtomicInteger();
    sandbox.program =
        request -> {
          int run = done.incrementAndGet();
          return FakeSandbox.exited(run == 23 ? 1 : 0, "x".repeat((4 << 20) + run));
        };

    var cases = run(repeating(20, 2)).cases();

    assertThat(cases)
        .extracting(CaseResult::verdict)
        .containsExactly(Verdict.ACCEPTED, Verdict.NON_ZERO_EXIT);
    assertThat(cases).allSatisfy(each -> assertThat(each.notes().files()).hasSize(32));
    for (int i = 0; i < 2; i++) {
      var file = cases.get(i).stdout().file().orElseThrow();
      assertThat(fileStore.size(file, alice)).hasValue((4 << 20) + (i == 0 ? 20 : 23));
    }
  }

  private static Submission repeating(int runs, int cases) {
    var terms =
        new TestCase.Terms(TestCase.OwnLimits.NONE, runs, Optional.empty(), Optional.empty());
    var testCase = new TestCase(new byte[0], Optional.empty(), List.of(), terms);
    var plain = submission(false, "");
    return new Submission(
        plain.source(),
        Collections.nCopies(cases, testCase),
        plain.limits(),
        plain.judging(),
        new Submission.Handling(
            Encoding.UTF8, 5, false, Optional.empty(), new Submission.Keeping(true, List.of("*"))),
        List.of());
  }

  /** Of the thousand files of a submission, the first 31 test cases leave it 8. */
  @Test
  void filesThatAreNotKeptTakeNoPlaceOfOthers(@TempDir Path folder) {
    fileStore = FilesIn.store(folder);
    caller = Optional.of(new Caller(Optional.of("alice"), "127.0.0.1", Set.of()));
    permits = 1;
    sandbox.leaves("f");
    sandbox.program =
        request -> {
          int count = sandbox.runs.size() == 33 ? 8 : 32;
          sandbox.leaves(IntStream.range(0, count).mapToObj(i -> "f" + i).toArray(String[]::new));
          return FakeSandbox.exited(0, "");
        };

    var cases = run(repeating(1, 33)).cases();

    assertThat(cases.get(30).notes().files()).hasSize(32);
    assertThat(cases.get(31).notes().files()).isEmpty();
    assertThat(cases.get(31).notes().message().orElseThrow()).contains("1000");
    assertThat(cases.get(32).notes().files()).hasSize(8);
  }

  @Test
  void aProgramWhoseFilesAreCollectedStartsCold(@TempDir Path folder) {
    fileStore = FilesIn.store(folder);
    caller = Optional.of(new Caller(Optional.of("alice"), "127.0.0.1", Set.of()));
    sandbox.leaves("a");
    run(inPython(submission(false, "")));
    run(inPython(withOutputFiles("*")));

    assertThat(sandbox.runs.stream().filter(request -> request.command().contains("-B")))
        .extracting(
            request -> request.folder().collected(), request -> request.invocation().modules())
        .containsExactly(tuple(false, Optional.of(List.of())), tuple(true, Optional.empty()));
  }

  private static Submission inPython(Submission plain) {
    var source = new SourceFile("main.py", "print()".getBytes(StandardCharsets.UTF_8));
    return new Submission(
        new Submission.Source("python", Optional.empty(), List.of(source), List.of()),
        plain.testCases(),
        plain.limits(),
        plain.judging(),
        plain.handling(),
        List.of());
  }

  private static Submission withOutputFiles(String... patterns) {
    var plain = submission(false, "");
    return new Submission(
        plain.source(),
        plain.testCases(),
        plain.limits(),
        plain.judging(),
        new Submission.Handling(
            Encoding.UTF8,
            5,
            false,
            Optional.empty(),
            new Submission.Keeping(false, List.of(patterns))),
        List.of());
  }

  private static Submission keepingOutput(String... inputs) {
    var plain = submission(false, inputs);
    return new Submission(
        plain.source(),
        plain.testCases(),
        plain.limits(),
        plain.judging(),
        new Submission.Handling(
            Encoding.UTF8, 5, false, Optional.empty(), new Submission.Keeping(true, List.of())),
        List.of());
  }

  @Test
  void theOutputsOfTheFirstTestCasesAreKept() {
    sandbox.program = request -> FakeSandbox.exited(0, "x".repeat(65_536));
    var result = run(submission(false, Collections.nCopies(300, "").toArray(String[]::new)));

    assertThat(result.cases()).hasSize(300);
    assertThat(result.cases().get(63).stdout().bytes()).hasSize(65_536);
    assertThat(result.cases().get(299).stdout())
        .satisfies(
            output -> {
              assertThat(output.bytes()).isEmpty();
              assertThat(output.truncated()).isTrue();
            });
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
  void testCasesAfterTheFirstFailureAreSkippedWhicheverRanFirst() {
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
  void anArtifactThatVanishesAgainAndAgainIsAnOutageAndNoAttempt() {
    sandbox.program =
        request -> {
          throw new ArtifactMissing(FakeSandbox.PROGRAM);
        };

    assertThatThrownBy(() -> run(submission(false, "a"))).isInstanceOf(SandboxUnavailable.class);
    assertThat(sandbox.compilations).hasSize(3);
    nothingIsLeftInTheSandbox();
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
  void waitingForOthersIsNotChargedToAJob() {
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
        new Usage(quick.cpuTime(), Duration.ofSeconds(3), quick.peakKib()),
        quick.output(),
        Optional.empty());
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
