package evalx.queue;

import evalx.format.ResultWriter;
import evalx.result.ResultStore;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * The effects of a final state, in the order that makes them safe to repeat: the result is stored
 * unless there is one, the producer is answered, waiters are told. The acknowledgement comes after.
 */
final class Finish {
  private static final Logger LOG = System.getLogger(Finish.class.getName());

  private final ResultWriter writer;
  private final ResultStore results;
  private final Replies replies;
  private final Consumer<SubmissionId> waiters;
  private final Consumer<Result> observers;

  /**
   * @param waiters told of each token that has ended
   * @param observers told of each result that was stored
   */
  Finish(
      ResultWriter writer,
      ResultStore results,
      Replies replies,
      Consumer<SubmissionId> waiters,
      Consumer<Result> observers) {
    this.writer = writer;
    this.results = results;
    this.replies = replies;
    this.waiters = waiters;
    this.observers = observers;
  }

  /** Ends a token with a result, or with the one it has already. */
  void with(Delivery delivery, Result result) {
    var json = writer.write(result);
    if (results.finish(delivery.token(), json)) {
      observe(result);
      tell(delivery, json);
    } else {
      again(delivery);
    }
  }

  /** Who only watches must not stand between a result and its answer. */
  private void observe(Result result) {
    try {
      observers.accept(result);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, result.id() + " was not observed", e);
    }
  }

  /** Repeats the effects of the result that the token has. */
  void again(Delivery delivery) {
    var json = results.result(delivery.token());
    if (json != null) {
      tell(delivery, json);
    }
  }

  private void tell(Delivery delivery, byte[] json) {
    replies.send(delivery, json, delivery.token() + ":reply");
    waiters.accept(delivery.token());
  }
}
