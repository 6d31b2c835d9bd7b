package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.FakeSandbox;
import evalx.sandbox.ArtifactMissing;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a listener hears while a job runs. */
class RunListenerTest extends RunSubmissionSetup {
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
    var begun = System.nanoTime();
    run(submission(false, inputs), heard, new RunHandle());

    var paces = (System.nanoTime() - begun) / TestRuns.PACE.toNanos();
    assertThat(heard.all.stream().filter(event -> event.endsWith("finished")).count())
        .isBetween(1L, paces + 1);
  }

  /** So that what others want of a job is heard while nothing ends. */
  @Test
  void progressIsToldWhileNothingEndsToo() {
    var heard = new Heard();
    sandbox.program =
        request -> {
          awaitUntil(() -> heard.all.contains("0 finished"));
          return FakeSandbox.exited(0, "");
        };

    run(submission(false, "slow"), heard, new RunHandle());

    assertThat(heard.all).startsWith("compiled", "0 finished");
  }

  @Test
  void progressIsToldWhileAProgramIsCompiledToo() {
    programEchoes();
    var heard = new Heard();
    sandbox.compiler =
        request -> {
          awaitUntil(() -> heard.all.contains("0 finished"));
          return FakeSandbox.compiled();
        };

    run(submission(false, "a"), heard, new RunHandle());

    assertThat(heard.all).startsWith("0 finished").contains("compiled");
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
}
