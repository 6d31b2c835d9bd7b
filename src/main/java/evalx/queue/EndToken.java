package evalx.queue;

import evalx.intake.SubmissionRules;
import evalx.result.JobStates;
import evalx.submission.Encoding;
import evalx.submission.Result;
import evalx.submission.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Ends the token of a job that will never run, so that nobody waits for it in vain. */
class EndToken {
  private static final Logger LOG = System.getLogger(EndToken.class.getName());

  private final SubmissionRules rules;
  private final JobStates states;
  private final Finish finish;
  private final String worker;
  private final Clock clock;

  /**
   * @param worker the name of this node
   */
  EndToken(SubmissionRules rules, JobStates states, Finish finish, String worker, Clock clock) {
    this.rules = rules;
    this.states = states;
    this.finish = finish;
    this.worker = worker;
    this.clock = clock;
  }

  /**
   * Ends the token, unless it has ended or belongs to another message.
   *
   * @throws RuntimeException when that cannot be done now and is to be tried again
   */
  void end(Delivery delivery, Verdict verdict, String reason) {
    if (!delivery.ends() || states.isAnother(delivery.token(), delivery.body())) {
      LOG.log(Level.INFO, "{0} goes on: it belongs to another message", delivery.token());
      return;
    }
    finish.with(delivery, result(delivery, verdict, reason));
  }

  private Result result(Delivery delivery, Verdict verdict, String reason) {
    var reading = Reading.of(delivery, rules);
    var token = delivery.token();
    var queued = states.queued(token, delivery.queued());
    return new Result(
        token,
        verdict,
        new Result.Subject(
            delivery.language(), Optional.empty(), encoding(reading), reading.total()),
        Result.Compiled.NONE,
        List.of(),
        new Result.Remarks(Optional.of(reason), warnings(reading)),
        new Result.Provenance(
            worker,
            Optional.empty(),
            Math.max(0, states.attempts(token) - delivery.excused()),
            new Result.Timeline(queued, Optional.empty(), clock.instant())));
  }

  private static Encoding encoding(Reading reading) {
    return reading instanceof Reading.Good good
        ? good.submission().handling().encoding()
        : Encoding.UTF8;
  }

  private static List<String> warnings(Reading reading) {
    return reading instanceof Reading.Good good ? good.submission().warnings() : List.of();
  }
}
