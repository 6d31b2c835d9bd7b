package evalx.work;

import evalx.broker.BrokerAway;
import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.result.Start;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.Verdict;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Runs a job that was started, to its end or to a failure. */
@Singleton
class RunAttempt {
  private final Runner runner;
  private final ProgressReports reports;
  private final JobEnds ends;
  private final FailAttempt failAttempt;
  private final LeaveJob leaveJob;

  @Inject
  RunAttempt(
      Runner runner,
      ProgressReports reports,
      JobEnds ends,
      FailAttempt failAttempt,
      LeaveJob leaveJob) {
    this.runner = runner;
    this.reports = reports;
    this.ends = ends;
    this.failAttempt = failAttempt;
    this.leaveJob = leaveJob;
  }

  void run(Delivery delivery, Job job, Start.Attempt start)
      throws OutageTooLong, InterruptedException {
    var running = delivery.job();
    var message = delivery.message();
    if (!message.isAccepted()) {
      reports.accepted(job, message.origin().caller());
    }
    var listener = reports.begin(running, job, start.watched());
    try {
      var result = delivery.retry().call(() -> runner.run(job, listener, running.handle()));
      if (!running.isToGoBack()) {
        end(delivery, result);
      }
    } catch (NoRoom e) {
      if (running.isCancelled()) {
        // Not for want of room: the next delivery ends it with less, or runs it.
        throw e;
      }
      failAttempt.failForWantOfRoom(delivery, start, e);
      return;
    } catch (BrokerAway e) {
      // The run went well; only its reply or its webhook is missing, which the next delivery
      // repeats.
      throw e;
    } catch (RuntimeException e) {
      if (running.isCancelled() && !running.isToGoBack()) {
        delivery.retry().run(() -> ends.cancelled(delivery.message()));
      } else if (!running.isToGoBack()) {
        failAttempt.fail(delivery, start, e);
        // It has left this node's hands: who asks for it back now is too late.
        return;
      }
    }
    var goesBack = running.goesBack();
    if (goesBack.isPresent()) {
      leaveJob.requeue(delivery, Duration.ZERO, goesBack.get());
    }
  }

  private void end(Delivery delivery, Result result) throws OutageTooLong, InterruptedException {
    if (delivery.job().isCancelled() && result.verdict() != Verdict.CANCELLED) {
      delivery.retry().run(() -> ends.cancelled(delivery.message()));
    } else {
      delivery.retry().run(() -> ends.complete(delivery.message(), result));
    }
  }

  /** Runs jobs. */
  interface Runner {
    /**
     * Runs a job to its result.
     *
     * @throws evalx.sandbox.SandboxUnavailable when the sandbox is away: an outage
     * @throws evalx.sandbox.SandboxDied when the sandbox died while it worked on this job
     * @throws RuntimeException when something broke on this job: a failed attempt
     */
    Result run(Job job, RunListener listener, RunHandle handle);
  }
}
