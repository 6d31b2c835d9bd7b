package evalx.api;

import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.format.ProgressWriter;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.work.WaitingSubmissions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says what is known of a submission, at once or when it has ended. */
@Singleton
class LongPoll {
  private static final Logger LOG = System.getLogger(LongPoll.class.getName());

  private final ResultLookup results;
  private final SendResult sendResult;
  private final Subscribers subscribers;
  private final Executor threads;
  private final WaitingSubmissions waiting;

  @Inject
  LongPoll(
      ResultLookup results,
      SendResult sendResult,
      Subscribers subscribers,
      LookupThreads threads,
      WaitingSubmissions waiting) {
    this(results, sendResult, subscribers, (Executor) threads, waiting);
  }

  LongPoll(ResultLookup results, SendResult sendResult, Subscribers subscribers, Executor threads) {
    this(results, sendResult, subscribers, threads, id -> {});
  }

  private LongPoll(
      ResultLookup results,
      SendResult sendResult,
      Subscribers subscribers,
      Executor threads,
      WaitingSubmissions waiting) {
    this.results = results;
    this.sendResult = sendResult;
    this.subscribers = subscribers;
    this.threads = threads;
    this.waiting = waiting;
  }

  /**
   * Answers with the result, or after some seconds with the progress; with 503 when too many wait
   * already.
   *
   * @param gzip whether the client accepts it
   */
  void answer(SubmissionId id, int seconds, Caller caller, boolean gzip, AsyncResponse response) {
    var answer = new Answer(caller, gzip, response, Optional.empty());
    if (seconds == 0) {
      respond(id, results.find(id, caller), answer);
    } else {
      await(id, seconds, answer);
    }
  }

  /**
   * A submission that this request has queued.
   *
   * @param total how many test cases it has
   */
  record Accepted(SubmissionId id, int total, Caller caller) {}

  /**
   * The same for a submission that this request has queued. Whatever hinders the wait, the client
   * gets the token: 202 with it stands for every refusal but that its result is no more.
   */
  void answerAccepted(Accepted accepted, int seconds, boolean gzip, AsyncResponse response) {
    var id = accepted.id();
    var progress = ProgressWriter.progress(id, Phase.IN_QUEUE.label(), 0, accepted.total());
    var instead = Response.accepted(progress).location(URI.create("submissions/" + id)).build();
    if (seconds == 0) {
      response.resume(instead);
    } else {
      await(id, seconds, new Answer(accepted.caller(), gzip, response, Optional.of(instead)));
    }
  }

  /**
   * Where an answer goes.
   *
   * @param instead what is answered instead of a failure
   */
  private record Answer(
      Caller caller, boolean gzip, AsyncResponse response, Optional<Response> instead) {
    /** How far it is, and to who has just sent it, where its result will be. */
    Response accepted(byte[] progress) {
      return Response.accepted(progress)
          .location(instead.map(Response::getLocation).orElse(null))
          .build();
    }

    /** A token that was given before may be of a result that has gone. */
    void fail(RuntimeException e) {
      var gone =
          e instanceof Refusal refusal && refusal.problem().equals(SubmissionsResource.UNKNOWN);
      if (instead.isPresent() && !gone) {
        LOG.log(Level.DEBUG, "a client gets its token without having waited: {0}", e.toString());
        response.resume(instead.get());
      } else {
        response.resume(e);
      }
    }
  }

  private void await(SubmissionId id, int seconds, Answer answer) {
    var response = answer.response();
    Consumer<Notice> look =
        notice -> {
          if (notice == Notice.MAY_HAVE_ENDED) {
            threads.execute(() -> answerIfEnded(id, answer));
          }
        };
    // Register before checking the store, so that a result stored in between is not missed.
    response.register((CompletionCallback) failure -> subscribers.remove(id, look));
    response.setTimeoutHandler(r -> threads.execute(() -> answerWithProgress(id, answer)));
    response.setTimeout(seconds, TimeUnit.SECONDS);
    var waiting = subscribers.add(id, answer.caller(), look);
    if (response.isDone()) {
      subscribers.remove(id, look);
      return;
    }
    var answered = answerIfEnded(id, answer);
    if (!waiting && !answered) {
      // Progress at once would make clients ask as fast as they can.
      answer.fail(Refusal.later("Too many wait", "Too many clients wait for results; try again."));
    }
  }

  /** Whether an answer is given, or on its way on another thread. */
  private boolean answerIfEnded(SubmissionId id, Answer answer) {
    try {
      var lookup = results.find(id, answer.caller());
      if (lookup instanceof Lookup.InProgress) {
        return false;
      }
      respond(id, lookup, answer);
    } catch (RuntimeException e) {
      answer.fail(e);
    }
    return true;
  }

  private void answerWithProgress(SubmissionId id, Answer answer) {
    try {
      respond(id, results.find(id, answer.caller()), answer);
    } catch (RuntimeException e) {
      answer.fail(e);
    }
  }

  static byte[] accepted(SubmissionId id, Phase phase) {
    return ProgressWriter.accepted(id, phase);
  }

  private void respond(SubmissionId id, Lookup lookup, Answer answer) {
    if (lookup instanceof Lookup.Finished finished) {
      sendResult.send(finished.result(), answer.caller(), answer.gzip(), answer.response());
    } else if (lookup instanceof Lookup.FinishedLarge large) {
      sendResult.send(id, large, answer.caller(), answer.gzip(), answer.response());
    } else if (lookup instanceof Lookup.InProgress now) {
      waiting.askedFor(id);
      var progress = ProgressWriter.progress(id, now.status(), now.done(), now.total());
      answer.response().resume(answer.accepted(progress));
    } else if (lookup instanceof Lookup.Unknown) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    } else {
      throw new IllegalStateException(lookup.toString());
    }
  }
}
