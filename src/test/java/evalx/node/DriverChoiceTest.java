package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import evalx.KeptLog;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.FakeSandbox;
import evalx.compilation.UncachedCompilers;
import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.execution.UncachedWorker;
import evalx.language.Languages;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Encoding;
import evalx.submission.FileId;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriverChoiceTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final FakeSandbox first = new FakeSandbox("first");
  private final FakeSandbox second = new FakeSandbox("second");
  private final Capabilities node = new Capabilities();
  private final List<DriverEvent> events = new ArrayList<>();
  private final DriverRuntime firstRuntime = runtime(first);
  private final DriverRuntime secondRuntime = runtime(second);
  private final DriverChoice choice =
      new DriverChoice(List.of(firstRuntime, secondRuntime), events::add);
  private final ProvedDrivers proved =
      new ProvedDrivers(List.of(firstRuntime, secondRuntime), node);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private DriverRuntime runtime(FakeSandbox sandbox) {
    var gate = new SandboxGate(2, language -> 2, threads, new Waiting(Duration.ofMinutes(1)));
    var worker = UncachedWorker.create(gate, Clock.systemUTC());
    return DriverRuntime.of(
        sandbox,
        node,
        new Languages(),
        UncachedCompilers.create(worker.gate(), worker.files()),
        worker);
  }

  private List<DriverFellBack> fellBack() {
    return events.stream()
        .filter(DriverFellBack.class::isInstance)
        .map(DriverFellBack.class::cast)
        .toList();
  }

  private void bothWork() {
    Toolbox.works(firstRuntime.capabilities(), "cpp", "12.2.0");
    Toolbox.works(secondRuntime.capabilities(), "cpp", "13.1.0");
  }

  private Result run() {
    return run(Optional.empty());
  }

  private Result run(Optional<String> version) {
    return run(submission(version));
  }

  private Result run(Submission submission) {
    var job = new Job(SubmissionId.random(), submission, Instant.now(), 1);
    return choice.run(job, RunListener.NONE, new RunHandle());
  }

  private static Submission submission(Optional<String> version) {
    return new Submission(
        new Submission.Source(
            "cpp", version, List.of(new SourceFile("main.cpp", new byte[0])), List.of()),
        List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
        new Limits(Duration.ofSeconds(1), Duration.ofSeconds(3), 64 << 20),
        new Submission.Judging(new Checker.Lines(), false),
        new Submission.Handling(Encoding.UTF8, 5, false),
        List.of());
  }

  @Test
  void theFirstDriverThatKnowsTheLanguageRunsTheJob() {
    bothWork();
    var result = run();
    assertThat(result.provenance().driver()).contains("first");
    assertThat(result.subject().version()).contains("12.2.0");
    assertThat(fellBack()).isEmpty();
  }

  @Test
  void aLanguageThatWorksWithTheSecondOnlyGoesThere() {
    Toolbox.works(secondRuntime.capabilities(), "cpp", "13.1.0");
    firstRuntime.capabilities().fails("cpp", "no compiler");
    assertThat(run().provenance().driver()).contains("second");
    assertThat(first.compilations).isEmpty();
    assertThat(node.working()).containsExactly("cpp");
    assertThat(node.failures()).isEmpty();
  }

  @Test
  void theNextDriverTakesTheJobOfOneThatIsAwayOrBroken() {
    bothWork();
    for (RuntimeException why :
        List.of(new SandboxUnavailable("away"), new SandboxFailure("permission denied"))) {
      first.compiler =
          request -> {
            throw why;
          };
      var result = run();
      assertThat(result.provenance().driver()).contains("second");
      assertThat(result.subject().version()).contains("13.1.0");
    }
    var passed = new DriverFellBack("first", "second");
    assertThat(fellBack()).containsExactly(passed, passed);
    assertThat(events)
        .filteredOn(DriverFailed.class::isInstance)
        .containsExactly(
            new DriverFailed("first", DriverFailed.Kind.UNAVAILABLE),
            new DriverFailed("first", DriverFailed.Kind.FAILED));
  }

  @Test
  void afterTheFirstTestCaseBeganTheJobStaysWithItsDriver() {
    bothWork();
    first.program =
        request -> {
          throw new SandboxFailure("the slot broke");
        };
    assertThatThrownBy(this::run).isInstanceOf(SandboxFailure.class);
    assertThat(second.compilations).isEmpty();
    assertThat(fellBack()).isEmpty();
  }

  private static Submission judgingStoredData() {
    var plain = submission(Optional.empty());
    var data = new TestCase.DataFiles(Optional.of(new FileId("0".repeat(64))), Optional.empty());
    return judgedBy(plain.source(), plain.testCases().get(0).reading(data));
  }

  private static Submission judgedInJava(Optional<String> version) {
    var program = List.of(new SourceFile("Main.java", new byte[0]));
    return judgedBy(
        new Submission.Source("java", version, program, List.of()),
        submission(Optional.empty()).testCases().get(0));
  }

  private static Submission judgedBy(Submission.Source program, TestCase testCase) {
    var plain = submission(Optional.empty());
    var checker =
        new CheckerProgram(program, CheckerProgram.Interface.TESTLIB, List.of(), plain.limits());
    return new Submission(
        plain.source(),
        List.of(testCase),
        plain.limits(),
        new Submission.Judging(new Checker.Custom(checker), false),
        plain.handling(),
        List.of());
  }

  @Test
  void theDriverIsOneThatCanDoWhatTheSubmissionNeeds() {
    bothWork();
    assertThat(choice.lacksSandbox(judgingStoredData())).isTrue();
    assertThat(choice.lacksSandbox(submission(Optional.empty()))).isFalse();
    second.meetsNeeds = true;
    assertThat(choice.lacksSandbox(judgingStoredData())).isFalse();

    assertThat(run(judgingStoredData()).provenance().driver()).contains("second");
    assertThat(fellBack()).isEmpty();
  }

  @Test
  void theDriverIsOneThatHasTheLanguageOfTheCheckerToo() {
    bothWork();
    Toolbox.works(secondRuntime.capabilities(), "java", "17.0.1");
    assertThat(run(judgedInJava(Optional.of("17"))).provenance().driver()).contains("second");

    Toolbox.works(firstRuntime.capabilities(), "java", "11.0.2");
    assertThat(run(judgedInJava(Optional.of("17"))).provenance().driver()).contains("second");
    assertThat(run(judgedInJava(Optional.empty())).provenance().driver()).contains("first");
    assertThat(fellBack()).isEmpty();
  }

  @Test
  void aCheckerInALanguageThatNoDriverHasProvedChangesNothing() {
    bothWork();
    assertThat(run(judgedInJava(Optional.empty())).provenance().driver()).contains("first");
  }

  @Test
  void aVersionThatWasAskedForChoosesTheDriver() {
    bothWork();
    assertThat(run(Optional.of("13")).provenance().driver()).contains("second");
    assertThat(run(Optional.of("12.2")).provenance().driver()).contains("first");
  }

  @Test
  void aVersionThatIsNotHereIsLackingAndNoOtherTakesItsPlace() {
    bothWork();
    assertThat(choice.lacksVersion(submission(Optional.of("14")))).isTrue();
    assertThat(choice.lacksVersion(submission(Optional.of("13")))).isFalse();
    assertThat(choice.lacksVersion(submission(Optional.empty()))).isFalse();
    assertThatThrownBy(() -> run(Optional.of("14"))).isInstanceOf(SandboxUnavailable.class);

    first.compiler =
        request -> {
          throw new SandboxFailure("broken");
        };
    assertThatThrownBy(() -> run(Optional.of("12"))).isInstanceOf(SandboxFailure.class);
    assertThat(second.compilations).isEmpty();
  }

  @Test
  void languagesOfAnAbsentDriverAreNotOffered() {
    new Toolbox(first, "12.2.0").missing.add("java");
    new Toolbox(second, "13.1.0");
    proved.prove();
    assertThat(proved.versions()).containsOnlyKeys("first", "second");
    assertThat(node.working()).contains("cpp", "java");

    second.away = true;
    proved.prove();
    assertThat(proved.versions()).containsOnlyKeys("first");
    assertThat(node.working()).contains("cpp").doesNotContain("java");

    first.away = true;
    assertThatThrownBy(proved::prove).isInstanceOf(SandboxUnavailable.class);
    assertThat(node.working()).as("an outage takes nothing away").contains("cpp");

    second.away = false;
    proved.prove();
    assertThat(proved.versions()).containsOnlyKeys("second");
    assertThat(node.versions())
        .containsEntry("java", List.of("13.1.0"))
        .containsEntry("cpp", List.of("13.1.0"));
  }

  @Test
  void anAbsentDriverIsToldUntilItIsThere() {
    new Toolbox(first, "12.2.0");
    new Toolbox(second, "13.1.0");
    second.away = true;
    proved.prove();
    assertThat(proved.failures()).containsExactly(entry("second", "away"));

    second.away = false;
    proved.prove();
    assertThat(proved.failures()).isEmpty();
  }

  @Test
  void anOutageIsOneLineOfTheLogForEachDriverAndItsEndAnother() {
    new Toolbox(first, "12.2.0");
    new Toolbox(second, "13.1.0");
    first.away = true;
    second.away = true;
    try (var drivers = new KeptLog(ProvedDrivers.class.getName());
        var tasks = new KeptLog(WorkerTasks.class.getName())) {
      proveTwice();
      assertThat(drivers.levels()).containsExactly(Level.WARNING, Level.WARNING);

      first.away = false;
      second.away = false;
      proveTwice();
      assertThat(drivers.levels())
          .containsExactly(Level.WARNING, Level.WARNING, Level.INFO, Level.INFO);
      assertThat(drivers.text(2)).isEqualTo("first works now");
      assertThat(tasks.levels()).isEmpty();
    }
  }

  private void proveTwice() {
    WorkerTasks.runPostponed("The self-tests", proved::prove);
    WorkerTasks.runPostponed("The self-tests", proved::prove);
  }

  @Test
  void whenAllFailTheFirstSaysWhy() {
    bothWork();
    first.compiler =
        request -> {
          throw new SandboxUnavailable("away");
        };
    second.compiler =
        request -> {
          throw new SandboxFailure("broken");
        };
    assertThatThrownBy(this::run).isInstanceOf(SandboxUnavailable.class).hasMessage("away");
  }
}
