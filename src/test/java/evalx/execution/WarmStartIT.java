package evalx.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Submissions in Python have the same verdicts whether their programs start warm or cold. */
class WarmStartIT {
  private static final String UIDS = "60600-60699";
  private static final Duration CPU = Duration.ofSeconds(1);
  private static final Duration WALL = Duration.ofSeconds(20);
  private static final long MEMORY = 96L << 20;

  private static ExecutorService threads;
  private static IsolateDaemon daemon;
  private static NativeSandbox warm;
  private static NativeSandbox cold;

  @BeforeAll
  static void start() {
    threads = Executors.newCachedThreadPool();
    daemon = new IsolateDaemon(UIDS);
    warm = new NativeSandbox(daemon.socket(), 2, Spools.temporary(), true);
    cold = new NativeSandbox(daemon.socket(), 1, Spools.temporary(), false);
  }

  @AfterAll
  static void stop() {
    warm.close();
    cold.close();
    daemon.close();
    threads.shutdownNow();
  }

  private static TestCase testCase(String stdin, String... args) {
    return new TestCase(stdin.getBytes(UTF_8), Optional.of("42\n".getBytes(UTF_8)), List.of(args));
  }

  private static Result run(NativeSandbox sandbox, List<SourceFile> files, List<TestCase> cases) {
    var submission =
        new Submission(
            new Submission.Source("python", Optional.empty(), files, List.of()),
            cases,
            new Limits(CPU, WALL, MEMORY),
            new Submission.Judging(new Checker.Lines(), false),
            new Submission.Handling(Encoding.UTF8, 5, false),
            List.of());
    return UncachedRuns.run(sandbox, threads, submission);
  }

  private static SourceFile file(String name, String content) {
    return new SourceFile(name, content.getBytes(UTF_8));
  }

  private static List<String> shown(Result result) {
    return result.cases().stream()
        .map(
            each ->
                each.verdict().label()
                    + "\n"
                    + new String(each.stdout().bytes(), UTF_8)
                    + new String(each.stderr().bytes(), UTF_8))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "print(sum(map(int, input().split()))) | Accepted",
        "import numpy\\nprint(numpy.array(input().split(), int).sum()) | Accepted",
        "print(__file__, __name__) | Wrong Answer",
        "def f():\\n  return [][0]\\nf() | Runtime Error (NZEC)",
        "import os\\nos.abort() | Runtime Error (SIGABRT)",
        "raise SystemExit(42) | Runtime Error (NZEC)",
        "while True: pass | Time Limit Exceeded",
        "x = bytearray(200 << 20) | Memory Limit Exceeded",
        "while True: print('x' * 9999) | Output Limit Exceeded",
      })
  void verdictsAreTheSame(String code, String verdict) {
    var files = List.of(file("main.py", code.replace("\\n", "\n")));
    var cases = List.of(testCase("19 23\n"), testCase("40 2\n"));
    long before = warm.starts().warm();
    var result = run(warm, files, cases);
    long all = cases.size() + 1L; // and its compilation
    // Not with every kernel's version 2, where the verdicts have to be the same all the same.
    var possible = warm.info().cgroup().equals("v1") ? List.of(all) : List.of(0L, all);
    assertThat(warm.starts().warm() - before).isIn(possible);
    assertThat(result.verdict().label()).isEqualTo(verdict);
    assertThat(shown(result)).isEqualTo(shown(run(cold, files, cases)));
    assertThat(cold.starts().warm()).isZero();
  }

  @Test
  void aProgramWithFilesOrArgumentsStartsCold() {
    long before = warm.starts().warm();
    var main = file("main.py", "import numpy, sys\nprint(numpy.answer, *sys.argv[1:])\n");
    var own = file("numpy.py", "answer = 42\n");
    var cases = List.of(testCase(""));
    assertThat(run(warm, List.of(main, own), cases).verdict().label()).isEqualTo("Accepted");
    assertThat(warm.starts().warm()).isEqualTo(before);
    var sum = file("main.py", "import sys\nprint(sum(map(int, sys.argv[1:])))\n");
    var given = List.of(testCase("", "19", "23"));
    assertThat(run(warm, List.of(sum), given).verdict().label()).isEqualTo("Accepted");
    // Its compilation is warm.
    assertThat(warm.starts().warm() - before).isIn(0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x = (\n", "def f(:\n", "print('\u20ac'\n", "return 1\n"})
  void compilersSayTheSame(String code) {
    var files = List.of(file("main.py", code));
    var cases = List.of(testCase(""));
    for (int i = 0; i < 2; i++) {
      var result = run(warm, files, cases);
      assertThat(result.verdict().label()).isEqualTo("Compilation Error");
      assertThat(result.compiled().output()).isEqualTo(run(cold, files, cases).compiled().output());
    }
  }
}
