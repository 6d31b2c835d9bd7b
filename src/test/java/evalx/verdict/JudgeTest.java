package evalx.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.FakeSandbox;
import evalx.files.NoFiles;
import evalx.language.Languages;
import evalx.sandbox.Dialogue;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.TestCase;
import evalx.submission.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final long LIMIT = 128L << 20;
  private final Languages languages = new Languages();
  private final TestCase anything = new TestCase(new byte[0], Optional.empty(), List.of());

  @ParameterizedTest
  @CsvSource({
    "cpp, exit, 0, '', Accepted, 0",
    "cpp, exit, 1, '', Runtime Error (NZEC), 1",
    "cpp, exit, 124, '', Runtime Error (NZEC), 124",
    "cpp, exit, 137, '', Runtime Error (NZEC), 137",
    "cpp, signal, 11, '', Runtime Error (SIGSEGV),",
    "cpp, signal, 8, '', Runtime Error (SIGFPE),",
    "cpp, signal, 6, '', Runtime Error (SIGABRT),",
    "cpp, signal, 25, '', Runtime Error (SIGXFSZ),",
    "cpp, signal, 9, '', Runtime Error (Other),",
    "cpp, signal, 6, what(): std::bad_alloc, Runtime Error (SIGABRT),",
    "java, exit, 1, java.lang.OutOfMemoryError: my pool is empty, Runtime Error (NZEC), 1",
    "python, exit, 1, OutOfMemoryError: pool of 3 blocks is full, Runtime Error (NZEC), 1",
    "python, exit, 1, MemoryError, Runtime Error (NZEC), 1",
    "cpp, limit, OUTPUT, '', Output Limit Exceeded,",
    "cpp, limit, MEMORY, '', Memory Limit Exceeded, 137",
    "cpp, limit, CPU, '', Time Limit Exceeded, 124",
    "cpp, limit, WALL, '', Time Limit Exceeded, 124",
  })
  void endings(
      String language, String kind, String value, String stderr, String status, Integer exitCode) {
    var ending =
        switch (kind) {
          case "exit" -> new Ending.Exited(Integer.parseInt(value));
          case "signal" -> new Ending.Signalled(Integer.parseInt(value));
          default -> new Ending.LimitExceeded(Limit.valueOf(value));
        };

    var result =
        new Judge(
                languages.find(language).orElseThrow(),
                Check.comparing(new Checker.Lines(), NoFiles.contents()::of))
            .judge(anything, LIMIT, FakeSandbox.ended(ending, "", stderr));

    assertThat(result.verdict().label()).isEqualTo(status);
    assertThat(result.exit().code().isPresent()).isEqualTo(exitCode != null);
    result.exit().code().ifPresent(code -> assertThat(code).isEqualTo(exitCode));
  }

  /** Of 128 MiB; the heap of Java and JavaScript is smaller. */
  @ParameterizedTest
  @CsvSource({
    "cpp, signal, 6, 120, what(): std::bad_alloc, Memory Limit Exceeded",
    "cpp, signal, 6, 90, what(): std::bad_alloc, Runtime Error (SIGABRT)",
    "cpp, signal, 6, 120, '', Runtime Error (SIGABRT)",
    "python, exit, 1, 120, MemoryError, Memory Limit Exceeded",
    "python, exit, 1, 120, ValueError, Runtime Error (NZEC)",
    "python, exit, 1, 110, PoolMemoryError: 3 blocks, Runtime Error (NZEC)",
    "java, exit, 1, 100, java.lang.OutOfMemoryError: Java heap space, Memory Limit Exceeded",
    "java, exit, 1, 30, java.lang.OutOfMemoryError: my pool is empty, Runtime Error (NZEC)",
    "java, exit, 1, 80, java.lang.OutOfMemoryError: my pool is empty, Runtime Error (NZEC)",
    "javascript, signal, 6, 100, JavaScript heap out of memory, Memory Limit Exceeded",
    "javascript, signal, 6, 70, JavaScript heap out of memory, Runtime Error (SIGABRT)",
  })
  void aDeathOfMemoryNeedsTheMemoryToBeUsed(
      String language, String kind, int value, long mib, String stderr, String status) {
    var ending = kind.equals("exit") ? new Ending.Exited(value) : new Ending.Signalled(value);
    var usage = new Usage(Duration.ofMillis(3), Duration.ofMillis(5), mib << 10);
    var output = new RunReport.Output(new byte[0], stderr.getBytes(StandardCharsets.UTF_8), false);

    var result =
        new Judge(
                languages.find(language).orElseThrow(),
                Check.comparing(new Checker.Lines(), NoFiles.contents()::of))
            .judge(anything, LIMIT, new RunReport(ending, usage, output, Optional.empty()));

    assertThat(result.verdict().label()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "true, MemoryError, Memory Limit Exceeded",
    "true, ValueError, Runtime Error (NZEC)",
    "false, MemoryError, Runtime Error (NZEC)",
  })
  void anAllocationBeyondTheMachineIsOne(boolean beyondMachine, String stderr, String status) {
    var output = new RunReport.Output(new byte[0], stderr.getBytes(StandardCharsets.UTF_8), false);
    var report =
        new RunReport(
            new Ending.Exited(1), Usage.ofMemory(8 << 10), output, Optional.empty(), beyondMachine);

    var result =
        new Judge(
                languages.find("python").orElseThrow(),
                Check.comparing(new Checker.Lines(), NoFiles.contents()::of))
            .judge(anything, LIMIT, report);

    assertThat(result.verdict().label()).isEqualTo(status);
  }

  @Test
  void aProgramThatCannotBeExecutedIsARuntimeError() {
    var report = FakeSandbox.ended(new Ending.NotStarted("Exec format error"), "", "");

    var result =
        new Judge(
                languages.find("c").orElseThrow(),
                Check.comparing(new Checker.Lines(), NoFiles.contents()::of))
            .judge(anything, LIMIT, report);

    assertThat(result.verdict().label()).isEqualTo("Runtime Error (Other)");
    assertThat(result.exit().code()).isEmpty();
    assertThat(result.exit().signal()).isEmpty();
    assertThat(result.notes().message())
        .contains("the program could not be started: Exec format error");
  }

  @Test
  void aResultKeepsTheBeginningOfLongOutput() {
    var report = FakeSandbox.ended(new Ending.Exited(0), "x".repeat(100_000), "y".repeat(20_000));

    var result =
        new Judge(
                languages.find("c").orElseThrow(),
                Check.comparing(new Checker.Lines(), NoFiles.contents()::of))
            .judge(anything, LIMIT, report);

    assertThat(result.stdout().bytes()).hasSize(65_536);
    assertThat(result.stdout().truncated()).isTrue();
    assertThat(result.stderr().bytes()).hasSize(16_384);
    assertThat(result.stderr().truncated()).isTrue();
  }

  @Test
  void allOutputIsJudgedAlsoWhatIsNotKept() {
    var expected = "x".repeat(100_000);
    var testCase =
        new TestCase(
            new byte[0], Optional.of((expected + "y").getBytes(StandardCharsets.UTF_8)), List.of());

    var result =
        new Judge(
                languages.find("c").orElseThrow(),
                Check.comparing(new Checker.Lines(), NoFiles.contents()::of))
            .judge(testCase, LIMIT, FakeSandbox.exited(0, expected + "z"));

    assertThat(result.verdict().label()).isEqualTo("Wrong Answer");
  }

  @ParameterizedTest
  @CsvSource({
    "exit 0, exit 0, true, Accepted",
    "exit 0, exit 0, false, Accepted",
    "exit 0, exit 1, true, Wrong Answer",
    "exit 0, exit 1, false, Wrong Answer",
    "exit 0, exit 3, false, Checker Error",
    "exit 1, exit 1, true, Wrong Answer",
    "exit 1, exit 1, false, Runtime Error (NZEC)",
    "exit 1, exit 0, true, Runtime Error (NZEC)",
    "exit 1, exit 3, true, Checker Error",
    "exit 1, exit 3, false, Runtime Error (NZEC)",
    "wall, exit 1, false, Time Limit Exceeded",
    "wall, exit 1, true, Wrong Answer",
    "exit 0, wall, false, Checker Error",
  })
  void whoEndedFirstDecidesOfTwoThatTalk(
      String program, String interactor, boolean interactorFirst, String status) {
    var dialogue = new Dialogue(ended(program), ended(interactor), interactorFirst);
    var opinion =
        CheckerExit.of(
            "the interactor", CheckerProgram.Interface.TESTLIB, anything, dialogue.interactor());

    var result =
        new Judge(languages.find("c").orElseThrow(), Check.nothing())
            .judge(dialogue, opinion, LIMIT);

    assertThat(result.verdict().label()).isEqualTo(status);
  }

  private static RunReport ended(String how) {
    var ending =
        how.equals("wall")
            ? new Ending.LimitExceeded(Limit.WALL)
            : new Ending.Exited(Integer.parseInt(how.substring("exit ".length())));
    return FakeSandbox.ended(ending, "", "");
  }
}
