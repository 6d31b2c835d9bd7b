package evalx.execution;

import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.Toolchain;
import evalx.compilation.UncachedCompilers;
import evalx.language.FakeBuilds;
import evalx.language.Languages;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;

/** Runs submissions in boxes of the real sandbox, without any cache. */
final class UncachedRuns {
  private UncachedRuns() {}

  static Result run(NativeSandbox sandbox, ExecutorService threads, Submission submission) {
    var gate = new SandboxGate(2, language -> 2, threads, new Waiting(Duration.ofMinutes(2)));
    var toolchain = new Toolchain(sandbox, new FakeBuilds());
    var worker = UncachedWorker.create(gate, Clock.systemUTC());
    return new RunSubmission(
            new Languages(),
            toolchain,
            UncachedCompilers.create(gate, worker.files()).with(toolchain),
            worker)
        .run(
            new Job(SubmissionId.random(), submission, Instant.now(), 1),
            RunListener.NONE,
            new RunHandle());
  }
}
