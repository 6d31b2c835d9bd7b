package evalx.queue;

import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.execution.RunListener;
import evalx.format.InvalidSubmission;
import evalx.format.Problem;
import evalx.intake.SubmissionRules;
import evalx.queue.Patience.OutageLasts;
import evalx.redis.RedisAway;
import evalx.result.JobStates;
import evalx.result.ResultStore;
import evalx.result.Start;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.Submission;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What becomes of one delivery of a job. It returns when the message may be acknowledged, and
 * throws when it is to be delivered again.
 */
class HandleDelivery {
  /** How often the broker may deliver a message, whatever the attempts say. */
  static final int MOST_DELIVERIES = 50;

  static final Duration HAND_BACK_DELAY = Duration.ofSeconds(5);
  private static final Logger LOG = System.getLogger(HandleDelivery.class.getName());

  /** Runs a job to its result. */
  interface Runner {
    Result run(Job job, RunListener listener);
  }

  private final SubmissionRules rules;
  private final JobStates states;
  private final ResultStore results;
  private final JobGate gate;
  private final Supplier<Patience> patience;
  private final Versions versions;
  private final Runner runner;
  private final Finish finish;
  private final Replies replies;
  private final DeadLetters deadLetters;
  private final HandBack handBack;

  HandleDelivery(
      SubmissionRules rules,
      JobStates states,
      ResultStore results,
      JobGate gate,
      Supplier<Patience> patience,
      Versions versions,
      Runner runner,
      Finish finish,
      Replies replies,
      DeadLetters deadLetters,
      HandBack handBack) {
    this.rules = rules;
    this.states = states;
    this.results = results;
    this.gate = gate;
    this.patience = patience;
    this.versions = versions;
    this.runner = runner;
    this.finish = finish;
    this.replies = replies;
    this.deadLetters = deadLetters;
    this.handBack = handBack;
  }

  void handle(Delivery delivery) {
    if (delivery.format() > Wire.NEWEST_FORMAT) {
      leave(delivery);
    } else if (delivery.count() > MOST_DELIVERIES) {
      deadLetters.add(delivery, "it was delivered " + MOST_DELIVERIES + " times without an end");
    } else {
      handleReadable(delivery);
    }
  }

  /** To a newer worker. Of a message that was not read whole, only the broker has all to give. */
  private void leave(Delivery delivery) {
    var reason = "message format " + delivery.format() + " is newer than this worker";
    if (delivery.unreadable().isPresent()) {
      throw new IllegalStateException(reason + ", and " + delivery.unreadable().get());
    }
    later(delivery, delivery.excused(), reason);
  }

  private void handleReadable(Delivery delivery) {
    var excused = new AtomicInteger(delivery.excused());
    try {
      inTurn(delivery, excused, patience.get());
    } catch (OutageLasts e) {
      later(delivery, excused.get(), e.getMessage());
    } catch (InterruptedException e) {
      giveBack(delivery, excused.get() - delivery.excused());
      throw new IllegalStateException("this worker is stopping", e);
    }
  }

  /** Without the copy the original comes again, which knows nothing of what it was excused. */
  private void later(Delivery delivery, int excused, String reason) {
    try {
      handBack.later(delivery, excused, HAND_BACK_DELAY, reason);
    } catch (QueueFull | SendRefused | BrokerAway e) {
      giveBack(delivery, excused - delivery.excused());
      throw e;
    }
  }

  /** While the server stops, Redis is there still when much of the server is not. */
  private void giveBack(Delivery delivery, int starts) {
    if (starts > 0) {
      states.giveBack(delivery.token(), starts);
    }
  }

  private void inTurn(Delivery delivery, AtomicInteger excused, Patience patience)
      throws OutageLasts, InterruptedException {
    var token = delivery.token();
    var alone = patience.outlast(() -> states.deaths(token)) > delivery.excused();
    if (alone && patience.outlast(() -> results.result(token)) != null) {
      begin(delivery, excused, patience);
      return;
    }
    var place = gate.enter(alone);
    if (place.isEmpty()) {
      later(delivery, excused.get(), "no place came free");
      return;
    }
    try {
      begin(delivery, excused, patience);
    } finally {
      place.get().leave();
    }
  }

  private void begin(Delivery delivery, AtomicInteger excused, Patience patience)
      throws OutageLasts, InterruptedException {
    var work = Reading.of(delivery, rules);
    var run = UUID.randomUUID();
    var start = patience.outlast(() -> start(delivery, run, work.total()));
    if (start instanceof Start.Conflict) {
      refuse(delivery);
    } else if (start instanceof Start.Finished) {
      patience.outlast(() -> done(() -> finish.again(delivery)));
    } else if (start instanceof Start.Exhausted exhausted) {
      deadLetters.add(delivery, "its worker died in each of " + exhausted.attempts() + " attempts");
    } else if (work instanceof Reading.Malformed malformed) {
      reject(delivery, malformed);
    } else if (work instanceof Reading.Good good && versions.areElsewhere(good.submission())) {
      leaveToAnother(delivery, good.submission(), excused, patience);
    } else if (work instanceof Reading.Good good && start instanceof Start.Attempt attempt) {
      attempt(delivery, good.submission(), attempt.attempt(), excused, patience);
    }
  }

  private Start start(Delivery delivery, UUID run, int total) {
    return states.start(
        delivery.token(), run, delivery.body(), total, delivery.excused(), delivery.queued());
  }

  private void refuse(Delivery delivery) {
    var reason = "the token belongs to another submission";
    var problem = Problem.of(409, "Token in use", reason);
    replies.send(delivery, problem.json(), delivery.id() + ":refused");
    deadLetters.refuse(delivery, reason);
  }

  private void reject(Delivery delivery, Reading.Malformed malformed) {
    replies.send(delivery, malformed.problem().json(), delivery.token() + ":reply");
    deadLetters.add(delivery, "malformed: " + malformed.reason());
  }

  /** What was taken once waits: who has the version may be starting, or not have reported yet. */
  private void leaveToAnother(
      Delivery delivery, Submission submission, AtomicInteger excused, Patience patience)
      throws OutageLasts, InterruptedException {
    excused.incrementAndGet();
    try {
      if (!delivery.own()) {
        patience.outlast(() -> done(() -> versions.requireSomewhere(submission)));
      }
    } catch (InvalidSubmission e) {
      reject(delivery, Reading.Malformed.of(e));
      return;
    }
    var reason = "it waits for a worker of version " + submission.source().version().orElseThrow();
    later(delivery, excused.get(), reason);
  }

  private void attempt(
      Delivery delivery,
      Submission submission,
      int number,
      AtomicInteger excused,
      Patience patience)
      throws OutageLasts, InterruptedException {
    var job = new Job(delivery.token(), submission, delivery.queued(), Math.max(1, number));
    excused.incrementAndGet();
    try {
      var result = patience.outlast(() -> runner.run(job, new Progress(job)));
      patience.outlast(() -> done(() -> finish.with(delivery, result)));
    } catch (BrokerAway e) {
      throw e;
    } catch (RuntimeException e) {
      // First of all: to an interrupted thread everything else looks away.
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      patience.blameOutage(e);
      failed(delivery, number, e);
    }
  }

  private void failed(Delivery delivery, int attempt, RuntimeException failure) {
    if (attempt < JobStates.MOST_ATTEMPTS) {
      survived(delivery);
      throw failure;
    }
    LOG.log(Level.WARNING, "The last attempt of " + delivery.token() + " failed", failure);
    deadLetters.add(delivery, "each of " + attempt + " attempts failed: " + failure.getMessage());
  }

  private void survived(Delivery delivery) {
    try {
      states.survived(delivery.token());
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "the next attempt will run alone", e);
    }
  }

  /** Shows clients how many test cases have ended. */
  private final class Progress implements RunListener {
    private final Job job;

    Progress(Job job) {
      this.job = job;
    }

    @Override
    public void compiled(Result.Compiled compiled) {}

    @Override
    public void caseFinished(int index, CaseResult result) {}

    @Override
    public void progressed(int finished) {
      try {
        states.progress(job.id(), finished);
      } catch (RedisAway e) {
        LOG.log(Level.DEBUG, "progress is not shown during an outage", e);
      }
    }
  }

  private static Object done(Runnable work) {
    work.run();
    return Boolean.TRUE;
  }
}
