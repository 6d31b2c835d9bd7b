package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.compilation.FakeSandbox;
import evalx.files.FilesIn;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.CaseResult;
import evalx.submission.FileId;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Jobs that are cancelled, interrupted or broken while they run. */
class CancelRunTest extends RunSubmissionSetup {
  @Test
  void anOutageLeavesAtOnceAndSparesTheRestOfTheJob() {
    sandbox.program =
        request -> {
          throw new SandboxUnavailable("no daemon");
        };

    assertThatThrownBy(() -> run(submission(false, "a", "b")))
        .isInstanceOf(SandboxUnavailable.class);
    nothingIsLeftInTheSandbox();
  }

  private Future<Result> cancelDuring(CountDownLatch begun, RunHandle handle) {
    return cancelDuring(begun, handle, RunListener.NONE);
  }

  private Future<Result> cancelDuring(
      CountDownLatch begun, RunHandle handle, RunListener listener) {
    return cancelDuring(begun, handle, listener, submission(false, "a", "b", "c"));
  }

  private Future<Result> cancelDuring(
      CountDownLatch begun, RunHandle handle, RunListener listener, Submission submission) {
    var result = threads.submit(() -> run(submission, listener, handle));
    await(begun);
    handle.cancel();
    return result;
  }

  private static RunListener whenACaseEnds(CountDownLatch ended) {
    return new RunListener() {
      @Override
      public void compiled(Result.Compiled compiled) {}

      @Override
      public void caseFinished(int index, CaseResult result) {
        ended.countDown();
      }

      @Override
      public void progressed(int finished) {}
    };
  }

  @Test
  void aJobThatIsCancelledDuringItsRunsKeepsWhatHasEnded() throws Exception {
    permits = 2;
    var ended = new CountDownLatch(1);
    sandbox.program =
        request ->
            new String(request.stdin(), StandardCharsets.UTF_8).equals("a")
                ? FakeSandbox.exited(0, "a")
                : FakeSandbox.interrupted();
    var result =
        cancelDuring(ended, new RunHandle(), whenACaseEnds(ended))
            .get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(result.verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(statuses(result))
        .containsExactly(Verdict.ACCEPTED, Verdict.CANCELLED, Verdict.CANCELLED);
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aJobThatIsCancelledDuringItsCompilationHasNoTestCases() throws Exception {
    var begun = new CountDownLatch(1);
    sandbox.compiler =
        request -> {
          begun.countDown();
          return FakeSandbox.interrupted();
        };
    var result = cancelDuring(begun, new RunHandle()).get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(result.verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(result.cases()).isEmpty();
    assertThat(result.subject().testCases()).isEqualTo(3);
    nothingIsLeftInTheSandbox();
  }

  @Test
  void aJobThatIsCancelledWhileItsStoredSourcesAreReadRunsNothing() throws Exception {
    var begun = new CountDownLatch(1);
    files = FilesIn.stalled(begun::countDown);
    var result =
        cancelDuring(begun, new RunHandle(), RunListener.NONE, storedInJava())
            .get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(result.verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(result.cases()).isEmpty();
    assertThat(result.subject().testCases()).isEqualTo(1);
    assertThat(sandbox.compilations).isEmpty();
  }

  private static Submission storedInJava() {
    var plain = submission(false, "a");
    var stored = new SourceFile("Main.java", new byte[0], Optional.of(new FileId("0".repeat(64))));
    return new Submission(
        new Submission.Source("java", Optional.empty(), List.of(stored), List.of()),
        plain.testCases(),
        plain.limits(),
        plain.judging(),
        plain.handling(),
        List.of());
  }

  @Test
  void aJobThatWasCancelledBeforeItBeganRunsNothing() {
    var handle = new RunHandle();
    handle.cancel();
    var result = run(submission(false, "a"), RunListener.NONE, handle);

    assertThat(result.verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    nothingIsLeftInTheSandbox();
    assertThat(sandbox.runs).isEmpty();
  }

  @Test
  void aJobThatEndedCannotBeCancelled() {
    programEchoes();
    var handle = new RunHandle();
    var result = run(submission(false, "a"), RunListener.NONE, handle);
    handle.cancel();

    assertThat(result.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aRunThatBreaksEndsTheOthersAtOnce() {
    var others = new CountDownLatch(3);
    sandbox.program =
        request -> {
          if (new String(request.stdin(), StandardCharsets.UTF_8).equals("breaks")) {
            await(others);
            throw new SandboxFailure("the slot broke");
          }
          others.countDown();
          return FakeSandbox.interrupted();
        };

    assertThatThrownBy(() -> run(submission(false, "a", "b", "c", "breaks")))
        .isInstanceOf(SandboxFailure.class)
        .hasMessage("the slot broke");
    nothingIsLeftInTheSandbox();
    assertThat(sandbox.closedUnderRuns).isFalse();
  }

  @Test
  void anInterruptOfTheJobsThreadEndsItsRuns() throws Exception {
    var begun = new CountDownLatch(3);
    sandbox.program =
        request -> {
          begun.countDown();
          return FakeSandbox.interrupted();
        };
    var interrupted = new AtomicBoolean();
    var job =
        new Thread(
            () -> {
              assertThatThrownBy(() -> run(submission(false, "a", "b", "c")))
                  .isInstanceOf(SandboxFailure.class);
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    job.start();
    await(begun);
    job.interrupt();
    job.join(SOON.toMillis());

    assertThat(interrupted).isTrue();
    nothingIsLeftInTheSandbox();
    assertThat(sandbox.closedUnderRuns).isFalse();
  }
}
