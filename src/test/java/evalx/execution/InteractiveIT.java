package evalx.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that talk to an interactor, in the boxes of the real sandbox. */
class InteractiveIT {
  private static final String UIDS = "60560-60599";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Answers at most ten guesses of a number, which is its input. */
  private static final String GUESSING =
      """
      import os, sys
      secret = int(open(sys.argv[1]).read())
      answer = open(sys.argv[-1] if sys.argv[-1] != "/tmp/feedback/" else sys.argv[2]).read()
      for _ in range(10):
          line = sys.stdin.readline().strip()
          if not line:
              sys.exit("no further guess")
          if line == "crash":
              os.abort()
          if line == "spin":
              while True: pass
          if line == "listen":
              for line in sys.stdin: pass
              sys.exit("enough")
          if int(line) == secret:
              sys.exit(answer)
          print("less" if secret < int(line) else "more", flush=True)
      sys.exit("too many guesses")
      """;

  private static ExecutorService threads;
  private static IsolateDaemon daemon;
  private static NativeSandbox sandbox;

  @BeforeAll
  static void start() {
    threads = Executors.newCachedThreadPool();
    daemon = new IsolateDaemon(UIDS);
    sandbox = new NativeSandbox(daemon.socket(), 2, Spools.temporary());
  }

  @AfterAll
  static void stop() {
    sandbox.close();
    daemon.close();
    threads.shutdownNow();
  }

  private static Submission.Source python(String code) {
    return new Submission.Source(
        "python",
        Optional.empty(),
        List.of(new SourceFile("main.py", code.getBytes(UTF_8))),
        List.of());
  }

  private static Result run(
      String code, String interactor, CheckerProgram.Interface protocol, int cases, Limits limits) {
    var testCase =
        new TestCase("37".getBytes(UTF_8), Optional.of("found".getBytes(UTF_8)), List.of());
    var program =
        new CheckerProgram(
            python(interactor),
            protocol,
            List.of(),
            new Limits(Duration.ofSeconds(1), PATIENCE, 64L << 20));
    var submission =
        new Submission(
            python(code),
            Collections.nCopies(cases, testCase),
            limits,
            new Submission.Judging(new Checker.Interactive(program), false),
            new Submission.Handling(Encoding.UTF8, 5, false),
            List.of());
    return UncachedRuns.run(sandbox, threads, submission);
  }

  private static Result run(String code, Duration wall) {
    var limits = new Limits(Duration.ofSeconds(5), wall, 64L << 20);
    return run(code, GUESSING, CheckerProgram.Interface.TESTLIB, 1, limits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "print(0, flush=True)\\n"
            + "while True: print(0, flush=True), input() | Wrong Answer | too many guesses",
        "pass                       | Wrong Answer | no further guess",
        "import os\\nos.abort()     | Runtime Error (SIGABRT) |",
        "print('listen')\\nwhile True: print('x' * 9999) | Output Limit Exceeded |",
        "print('listen')            | Wrong Answer | enough",
        "print('crash')             | Checker Error | the interactor failed: it was ended by"
            + " SIGABRT",
        "print('spin', flush=True)\\n"
            + "input() | Checker Error | the interactor failed: it ran out of time",
        "print('spin')              | Checker Error | the interactor failed: it ran out of time",
      })
  void howItEnds(String code, String status, String message) {
    var result = run(code.replace("\\n", "\n"), PATIENCE);

    assertThat(result.verdict().label()).isEqualTo(status);
    assertThat(result.cases().get(0).notes().message()).isEqualTo(Optional.ofNullable(message));
  }

  @Test
  void twoThatWaitForEachOtherAreToldSo() {
    var result = run("input()", Duration.ofSeconds(2));

    assertThat(result.verdict().label()).isEqualTo("Time Limit Exceeded");
    assertThat(result.cases().get(0).notes().message().orElseThrow())
        .contains("the interactor was still waiting");
  }

  private static final String SEARCH =
      """
      import sys
      low, high = 0, 100
      while low < high:
          middle = (low + high) // 2
          print(middle, flush=True)
          said = sys.stdin.readline().strip()
          if not said:
              break
          low, high = (low, middle) if said == "less" else (middle + 1, high)
      print("left over", sys.stdin.read())
      """;

  /** An exit of 1 with the answer, because that is how Python exits with a message. */
  @Test
  void aProgramThatAsksWellIsTold() {
    var limits = new Limits(Duration.ofSeconds(5), PATIENCE, 64L << 20);
    var interactor =
        GUESSING.replace("sys.exit(answer)", "print(answer, file=sys.stderr); sys.exit(0)");

    var result = run(SEARCH, interactor, CheckerProgram.Interface.TESTLIB, 4, limits);

    assertThat(result.verdict().label()).isEqualTo("Accepted");
    assertThat(result.cases())
        .allSatisfy(each -> assertThat(each.notes().message()).contains("found"))
        .allSatisfy(
            each -> assertThat(new String(each.stdout().bytes(), UTF_8)).startsWith("50\n"));
  }

  @Test
  void anInteractorOfTheIcpcsKind() {
    var limits = new Limits(Duration.ofSeconds(5), PATIENCE, 64L << 20);
    var interactor =
        GUESSING.replace(
            "sys.exit(answer)",
            "open(sys.argv[3] + 'judgemessage.txt', 'w').write(answer); sys.exit(42)");

    var result = run(SEARCH, interactor, CheckerProgram.Interface.ICPC, 1, limits);

    assertThat(result.verdict().label()).isEqualTo("Accepted");
    assertThat(result.cases().get(0).notes().message()).contains("found");
  }

  @Test
  void anInteractorSaysHowMuchAnAnswerEarns() {
    var limits = new Limits(Duration.ofSeconds(5), PATIENCE, 64L << 20);
    var interactor =
        GUESSING.replace(
            "sys.exit(answer)",
            "open(sys.argv[3] + 'score.txt', 'w').write('0.5');"
                + " print('\\1score.txt 1' * 7000, file=sys.stderr); sys.exit(42)");

    var result = run(SEARCH, interactor, CheckerProgram.Interface.ICPC, 1, limits);

    assertThat(result.cases().get(0).notes().share()).hasValue(0.5);
  }
}
