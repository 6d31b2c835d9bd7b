package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.FakeSandbox;
import evalx.files.FilesIn;
import evalx.sandbox.Content;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Encoding;
import evalx.submission.FileId;
import evalx.submission.FileNames;
import evalx.submission.Group;
import evalx.submission.Limits;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Streams;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups, runs, limits of test cases, stages and checkers that are programs. */
class JudgedRunsTest extends RunSubmissionSetup {
  private static final Limits LIMITS = new Limits(CPU, Duration.ofSeconds(5), 64L << 20);
  private Submission.Stages stages = Submission.Stages.USUAL;
  private Limits limits = LIMITS;

  private Result run(Checker checker, List<Group> groups, TestCase... cases) {
    return run(
        new Submission(
            new Submission.Source(
                "cpp",
                Optional.empty(),
                List.of(new SourceFile("main.cpp", bytes("x"))),
                List.of(),
                stages),
            List.of(cases),
            limits,
            new Submission.Judging(checker, false, groups),
            new Submission.Handling(Encoding.UTF8, 5, true),
            List.of()));
  }

  private static TestCase testCase(String text, TestCase.Terms terms) {
    return new TestCase(bytes(text), Optional.of(bytes("right")), List.of(), terms);
  }

  private static TestCase in(String group, String text) {
    return testCase(
        text, new TestCase.Terms(TestCase.OwnLimits.NONE, 1, Optional.empty(), Optional.of(group)));
  }

  private static Checker custom() {
    return new Checker.Custom(
        new CheckerProgram(
            new Submission.Source(
                "cpp",
                Optional.empty(),
                List.of(new SourceFile("main.cpp", bytes("checker"))),
                List.of()),
            CheckerProgram.Interface.TESTLIB,
            List.of("-x"),
            LIMITS));
  }

  private static boolean isChecker(RunRequest request) {
    return request.command().get(0).equals("/bin/sh");
  }

  private void checkerEnds(RunReport report) {
    sandbox.program = request -> isChecker(request) ? report : FakeSandbox.exited(0, "out");
  }

  @Test
  void aGroupStopsAtItsFirstFailureAndOthersGoOn() {
    permits = 1;
    programEchoes();

    var result =
        run(
            new Checker.Lines(),
            List.of(
                new Group("a", Optional.of(40.0), Group.Scoring.ALL, true),
                new Group("b", Optional.of(60.0), Group.Scoring.SUM, false)),
            in("a", "right"),
            in("a", "wrong"),
            in("b", "wrong"),
            in("a", "right"),
            in("b", "right"));

    assertThat(statuses(result))
        .containsExactly(
            Verdict.ACCEPTED,
            Verdict.WRONG_ANSWER,
            Verdict.WRONG_ANSWER,
            Verdict.SKIPPED,
            Verdict.ACCEPTED);
    assertThat(result.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(result.remarks().score().orElseThrow().earned()).isEqualTo(30);
    assertThat(result.remarks().score().orElseThrow().max()).isEqualTo(100);
  }

  @Test
  void aTestCaseIsAcceptedIfEachOfItsRunsIs() {
    var count = new AtomicInteger();
    sandbox.program =
        request -> FakeSandbox.exited(0, count.incrementAndGet() == 3 ? "wrong" : "right");
    var terms = new TestCase.Terms(TestCase.OwnLimits.NONE, 5, Optional.empty(), Optional.empty());

    var result = run(new Checker.Lines(), List.of(), testCase("", terms));

    assertThat(sandbox.runs).hasSize(3);
    assertThat(statuses(result)).containsExactly(Verdict.WRONG_ANSWER);
    assertThat(result.cases().get(0).notes().message()).contains("run 3 of 5");
  }

  @Test
  void aTestCaseMayHaveItsOwnLimits() {
    var own =
        new TestCase.OwnLimits(
            Optional.of(Duration.ofSeconds(4)), Optional.empty(), Optional.of(32L << 20));

    run(
        new Checker.None(),
        List.of(),
        testCase("", TestCase.Terms.NONE),
        testCase("", new TestCase.Terms(own, 1, Optional.empty(), Optional.empty())));

    assertThat(sandbox.runs)
        .extracting(request -> request.limits().cpu())
        .containsExactlyInAnyOrder(CPU, Duration.ofSeconds(4));
    assertThat(sandbox.runs)
        .extracting(request -> request.limits().wall())
        .containsExactlyInAnyOrder(Duration.ofSeconds(5), Duration.ofSeconds(9));
    assertThat(sandbox.runs)
        .extracting(request -> request.limits().memoryBytes())
        .containsExactlyInAnyOrder(64L << 20, 32L << 20);
  }

  @Test
  void nothingIsComparedWhereNobodyWantsThat() {
    sandbox.program = request -> FakeSandbox.exited(0, "wrong");

    var result = run(new Checker.None(), List.of(), testCase("", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void aSubmissionMayEndWithItsCompilation() {
    stages = new Submission.Stages(Optional.empty(), Map.of(), true);

    var result = run(new Checker.Lines(), List.of());

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(result.compiled().output()).isEqualTo("note");
    assertThat(result.cases()).isEmpty();
    assertThat(sandbox.runs).isEmpty();
    nothingIsLeftInTheSandbox();
  }

  @Test
  void whatIsWrittenToStderrMayGoToStdout() {
    stages =
        new Submission.Stages(
            Optional.empty(), Map.of(), false, Optional.empty(), new Streams(FileNames.NONE, true));

    run(new Checker.Lines(), List.of(), testCase("", TestCase.Terms.NONE));

    assertThat(sandbox.compilations.get(0).command().get(0)).isNotEqualTo("/bin/sh");
    assertThat(sandbox.runs.get(0).command())
        .startsWith("/bin/sh", "-c", "exec \"$@\" 2>&1", "sh")
        .endsWith("/app/main");
  }

  @Test
  void theCompilerHasTheLimitsOfTheSubmissionAndTheProgramItsVariables() {
    var limits = new Limits(Duration.ofSeconds(7), Duration.ofSeconds(15), 128L << 20);
    stages = new Submission.Stages(Optional.of(limits), Map.of("HOME", "/tmp", "A", "b"), false);

    run(new Checker.Lines(), List.of(), testCase("", TestCase.Terms.NONE));

    var compilation = sandbox.compilations.get(0);
    assertThat(compilation.limits().cpu()).isEqualTo(limits.cpu());
    assertThat(compilation.limits().wall()).isEqualTo(limits.wall());
    assertThat(compilation.limits().memoryBytes()).isEqualTo(limits.memory());
    assertThat(compilation.environment()).doesNotContainKey("A").containsEntry("HOME", "/box");
    assertThat(sandbox.runs.get(0).environment())
        .containsEntry("A", "b")
        .containsEntry("HOME", "/tmp")
        .containsKey("PATH");
  }

  private void names(String input, String output) {
    stages =
        new Submission.Stages(
            Optional.empty(),
            Map.of(),
            false,
            Optional.empty(),
            new Streams(
                new FileNames(Optional.ofNullable(input), Optional.ofNullable(output)), false));
  }

  @Test
  void aShellMakesTheFileOfTheInputAndIsGivenItsRoom() {
    names("input.txt", null);
    sandbox.program =
        request ->
            new RunReport(
                new Ending.Exited(0),
                new Usage(Duration.ZERO, Duration.ZERO, 70_000),
                new RunReport.Output(bytes("right"), bytes(""), false),
                Optional.empty());

    var result = run(new Checker.Lines(), List.of(), testCase("12345", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(result.cases().get(0).usage().peakKib()).isEqualTo(64 << 10);
    var run = sandbox.runs.get(0);
    assertThat(run.command().subList(0, 2)).containsExactly("/bin/sh", "-c");
    assertThat(run.command().subList(3, run.command().size()))
        .containsExactly("sh", "input.txt", "/app/main");
    assertThat(run.stdin()).isEqualTo(bytes("12345"));
    assertThat(run.limits().memoryBytes()).isEqualTo((64L << 20) + 5);
    assertThat(run.limits().diskBytes()).isEqualTo((64L << 20) + 5);
    assertThat(run.folder()).isEqualTo(RunRequest.Folder.EMPTY);
  }

  /** The fake sandbox leaves files whose content is their name. */
  @Test
  void whatIsInTheFileOfTheOutputIsJudged() {
    names(null, "right");
    sandbox.leaves("right", "other");
    sandbox.program = request -> FakeSandbox.exited(0, "printed");

    var result = run(new Checker.Lines(), List.of(), testCase("", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(result.cases().get(0).stdout().bytes()).isEqualTo(bytes("right"));
    assertThat(sandbox.runs.get(0).command()).containsExactly("/app/main");
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aFileOfTheOutputThatIsNotThereIsAWrongAnswer() {
    names(null, "output.txt");
    sandbox.leaves("right");
    sandbox.program = request -> FakeSandbox.exited(0, "right");

    var result = run(new Checker.None(), List.of(), testCase("", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(result.cases().get(0).notes().message())
        .contains("the program did not write the file output.txt");
  }

  @Test
  void aRunThatFailsIsJudgedByItsEnd() {
    names(null, "right");
    sandbox.leaves("right");
    sandbox.program = request -> FakeSandbox.exited(3, "printed");

    var result = run(new Checker.Lines(), List.of(), testCase("", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.NON_ZERO_EXIT);
    assertThat(result.cases().get(0).stdout().bytes()).isEqualTo(bytes("printed"));
  }

  @Test
  void aFileOfTheOutputMayHaveAsManyBytesAsStdout() {
    limits = new Limits(CPU, Duration.ofSeconds(5), 64L << 20, 4);
    names(null, "right");
    sandbox.leaves("right");

    var result = run(new Checker.Lines(), List.of(), testCase("", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.OUTPUT_LIMIT_EXCEEDED);
    assertThat(result.cases().get(0).notes().message()).contains("right has more than 4 bytes");
  }

  @Test
  void aMainClassThatTheProgramDoesNotHaveIsToldWhenItIsCompiled() {
    var submission =
        new Submission(
            new Submission.Source(
                "java",
                Optional.empty(),
                List.of(new SourceFile("Main.java", bytes("class Main {}"))),
                List.of(),
                new Submission.Stages(
                    Optional.empty(), Map.of(), false, Optional.of("a.Main"), Streams.PLAIN)),
            List.of(testCase("", TestCase.Terms.NONE)),
            LIMITS,
            new Submission.Judging(new Checker.None(), false),
            new Submission.Handling(Encoding.UTF8, 5, true),
            List.of());

    var result = run(submission);

    assertThat(result.verdict()).isEqualTo(Verdict.COMPILATION_ERROR);
    assertThat(result.remarks().message())
        .contains("main_class is a.Main, and the program has no such class");
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aCheckerIsGivenInputOutputAndAnswer() {
    checkerEnds(FakeSandbox.ended(new Ending.Exited(1), "", "expected 2"));

    var result = run(custom(), List.of(), testCase("in", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(result.cases().get(0).notes().message()).contains("expected 2");
    assertThat(new String(result.cases().get(0).stdout().bytes(), StandardCharsets.UTF_8))
        .isEqualTo("out");
    var check = sandbox.runs.stream().filter(JudgedRunsTest::isChecker).findFirst().orElseThrow();
    assertThat(check.stdin()).asString(StandardCharsets.UTF_8).isEqualTo("inoutright\0");
    assertThat(check.command().get(2))
        .startsWith("head -c 2 >/tmp/input || exit 3\nhead -c 3 >/tmp/output || exit 3\n");
    assertThat(check.command().subList(3, check.command().size()))
        .containsExactly("sh", "/app/main", "/tmp/input", "/tmp/output", "/tmp/answer", "-x");
    assertThat(check.limits().memoryBytes()).isEqualTo((64L << 20) + 11);
    assertThat(check.environment()).isNotEmpty();
    nothingIsLeftInTheSandbox();
  }

  private static TestCase stored(FileId stdin, FileId answer) {
    return new TestCase(new byte[0], Optional.empty(), List.of())
        .reading(new TestCase.DataFiles(Optional.of(stdin), Optional.of(answer)));
  }

  /** Of what is stored, nothing is read here. */
  @Test
  void aCheckerIsGivenStoredDataWhereItLies(@TempDir Path folder) throws IOException {
    files = FilesIn.folder(folder);
    sandbox.meetsNeeds = true;
    checkerEnds(FakeSandbox.exited(0, ""));

    var data = stored(FilesIn.add(folder, "in"), FilesIn.add(folder, "right"));
    var result = run(custom(), List.of(), data);

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    var check = sandbox.runs.stream().filter(JudgedRunsTest::isChecker).findFirst().orElseThrow();
    assertThat(check.stdin()).asString(StandardCharsets.UTF_8).isEqualTo("out\0");
    assertThat(check.files())
        .extracting(Content::sha256)
        .containsExactly(
            data.files().stdin().orElseThrow().sha256(),
            data.files().expectedOutput().orElseThrow().sha256());
    assertThat(check.command().get(2))
        .startsWith(
            """
            ln -s /proc/self/fd/4 /tmp/input || exit 3
            head -c 3 >/tmp/output || exit 3
            ln -s /proc/self/fd/5 /tmp/answer || exit 3
            """);
    assertThat(check.limits().memoryBytes()).isEqualTo((64L << 20) + 4);
    nothingIsLeftInTheSandbox();
  }

  /** The store may lose it, or be away, by the time that the runs begin. */
  @Test
  void aStoredSourceOfACheckerIsReadOnce(@TempDir Path folder) throws IOException {
    files = FilesIn.folder(folder);
    var code = FilesIn.add(folder, "class Main { void main() {} }");
    var checker =
        new Submission.Source(
            "java",
            Optional.empty(),
            List.of(new SourceFile("Main.java", new byte[0], Optional.of(code))),
            List.of());
    sandbox.compiler =
        request -> {
          if (sandbox.compilations.size() == 2) {
            FilesIn.remove(folder, code);
          }
          return FakeSandbox.compiled();
        };
    checkerEnds(FakeSandbox.exited(0, ""));

    var result =
        run(
            new Checker.Custom(
                new CheckerProgram(checker, CheckerProgram.Interface.TESTLIB, List.of(), LIMITS)),
            List.of(),
            testCase("in", TestCase.Terms.NONE));

    nothingIsLeftInTheSandbox();
    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(sandbox.compilations).hasSize(2);
  }

  @Test
  void aSandboxThatGivesNoFilesSaysSo() {
    var none = new FileId("0".repeat(64));

    var result = run(custom(), List.of(), stored(none, none));

    assertThat(result.verdict()).isEqualTo(Verdict.INTERNAL_ERROR);
    assertThat(result.remarks().message().orElseThrow())
        .isEqualTo(
            "programs that judge data of the file store need the sandbox native and /proc in boxes,"
                + " and this node runs them with fake");
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aCheckerThatFailsIsNoVerdictOnTheProgram() {
    checkerEnds(FakeSandbox.ended(new Ending.LimitExceeded(Limit.CPU), "", ""));

    var result = run(custom(), List.of(), testCase("in", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.CHECKER_ERROR);
    assertThat(result.cases().get(0).notes().message())
        .contains("the checker failed: it ran out of time");
  }

  @Test
  void aProgramThatFailsIsNotChecked() {
    sandbox.program = request -> FakeSandbox.exited(3, "");

    var result = run(custom(), List.of(), testCase("in", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.NON_ZERO_EXIT);
    assertThat(sandbox.runs).hasSize(1);
  }

  @Test
  void aSandboxThatJoinsNoProgramsSaysSo() {
    var program = ((Checker.Custom) custom()).program();

    var result =
        run(new Checker.Interactive(program), List.of(), testCase("", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.INTERNAL_ERROR);
    assertThat(result.remarks().message().orElseThrow())
        .contains("need the sandbox native, and this node runs them with fake");
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aCheckerThatDoesNotCompileIsToldAsSuch() {
    sandbox.compiler =
        request ->
            sandbox.compilations.size() == 1
                ? FakeSandbox.compiled()
                : FakeSandbox.ended(new Ending.Exited(1), "", "checker.cpp:1: error");

    var result = run(custom(), List.of(), testCase("in", TestCase.Terms.NONE));

    assertThat(result.verdict()).isEqualTo(Verdict.CHECKER_ERROR);
    assertThat(result.remarks().message().orElseThrow())
        .startsWith("the checker does not compile")
        .contains("checker.cpp:1: error");
    assertThat(sandbox.runs).isEmpty();
    nothingIsLeftInTheSandbox();
  }
}
