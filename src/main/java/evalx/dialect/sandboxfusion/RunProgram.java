package evalx.dialect.sandboxfusion;

import evalx.dialect.Answer;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Call;
import evalx.dialect.Program;
import evalx.dialect.Reply;
import evalx.intake.AcceptSubmission;
import evalx.intake.Reservation;
import evalx.node.Workers;
import evalx.submission.Caller;
import evalx.submission.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;

/** Runs the program of a request, and answers when it has ended. */
@Singleton
class RunProgram {
  private final AcceptSubmission acceptSubmission;
  private final AwaitEnd awaitEnd;
  private final Workers workers;

  @Inject
  RunProgram(AcceptSubmission acceptSubmission, AwaitEnd awaitEnd, Workers workers) {
    this.acceptSubmission = acceptSubmission;
    this.awaitEnd = awaitEnd;
    this.workers = workers;
  }

  /** A program to run, how long its client waits, and what becomes of its result. */
  record Asked(Program program, Duration maxWait, Function<Result, Answer> answer) {}

  /**
   * What comes of a request.
   *
   * @throws Invalid when its language does not work here
   * @throws RuntimeException as {@link AcceptSubmission#accept} does
   */
  Reply reply(Call call, Asked asked, Caller caller, Reservation place) {
    requireWorking(asked.program().choice().language());
    var id = acceptSubmission.accept(asked.program().request(), caller, place);
    return new Reply.Later(
        awaitEnd.alone(call, id, caller, asked.answer()),
        asked.maxWait(),
        () ->
            SandboxFusionServlet.detail(
                SandboxFusionServlet.AGAIN, "The program waits in the queue; try again."));
  }

  /** Of a language that does not work here nothing changes when its client tries again. */
  private void requireWorking(String language) {
    var why = workers.offer().failures().get(language);
    if (why != null) {
      throw new Invalid("language", "Input should be a language that works here: " + why);
    }
  }
}
