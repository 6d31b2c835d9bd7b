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
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs of several files, in the boxes of the real sandbox: how they are made, and of what. */
class BuildScriptIT {
  private static final String UIDS = "60480-60519";

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

  private static SourceFile file(String name, String content) {
    return new SourceFile(name, content.getBytes(UTF_8));
  }

  private static Result run(String language, SourceFile... files) {
    var submission =
        new Submission(
            new Submission.Source(language, Optional.empty(), List.of(files), List.of()),
            List.of(new TestCase("in\n".getBytes(UTF_8), Optional.empty(), List.of())),
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20), 64L << 20),
            new Submission.Judging(new Checker.Exact(), false),
            new Submission.Handling(Encoding.UTF8, 5, false),
            List.of());
    return UncachedRuns.run(sandbox, threads, submission);
  }

  private static String stdout(Result result) {
    return new String(result.cases().get(0).stdout().bytes(), UTF_8);
  }

  /** What it prints, reads and takes is not the program's. */
  @Test
  void aProgramIsMadeByTheScriptThatItBrings() {
    var result =
        run(
            "bash",
            file("main.sh", "read -r word; exec ./made \"$word\""),
            file("part.txt", "made of a part"),
            file(
                "evalx-build.sh",
                """
                echo "read: $(cat)"; echo "told" >&2
                { echo '#!/bin/bash'; echo "echo $(cat part.txt): \\$1"; } > made
                chmod +x made
                i=0; while ((i++ < 300000)); do :; done
                """));

    assertThat(result.verdict()).as(result.compiled().output()).isEqualTo(Verdict.ACCEPTED);
    assertThat(stdout(result)).isEqualTo("made of a part: in\n");
    assertThat(result.compiled().output()).isEqualTo("read: \ntold\n");
    assertThat(result.compiled().time()).isGreaterThan(result.cases().get(0).usage().cpuTime());
  }

  @Test
  void whatItsScriptCannotMakeDoesNotCompile() {
    var result =
        run(
            "bash",
            file("main.sh", "echo made"),
            file("evalx-build.sh", "echo wrong; no-such-compiler"));

    assertThat(result.verdict()).isEqualTo(Verdict.COMPILATION_ERROR);
    assertThat(result.compiled().output())
        .startsWith("wrong\n")
        .contains("no-such-compiler: command not found");
  }

  @Test
  void dataIsIncludedAndNotCompiled() {
    var included =
        run(
            "c",
            file("main.c", "#include \"util.c\"\nint main(void) { return twice(0); }"),
            file("util.c", "int twice(int n) { return 2 * n; }").asData());
    assertThat(included.verdict()).as(included.compiled().output()).isEqualTo(Verdict.ACCEPTED);

    var beside = run("python", file("main.py", "exit(0)"), file("broken.py", "def:").asData());
    assertThat(beside.verdict()).as(beside.compiled().output()).isEqualTo(Verdict.ACCEPTED);
  }
}
