package evalx.dialect;

import evalx.api.Door;
import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.format.ResultReader;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Finds the results of submissions that dialects accepted, all in base64, and waits for them. */
@Singleton
public class AwaitEnd {
  private static final int PACE_SECONDS = 1;
  private static final Logger LOG = System.getLogger(AwaitEnd.class.getName());

  private final ResultLookup results;
  private final WholeOutputs wholeOutputs;
  private final Subscribers subscribers;
  private final Executor threads;
  private final BiConsumer<SubmissionId, Caller> cancel;

  @Inject
  AwaitEnd(
      ResultLookup results,
      WholeOutputs wholeOutputs,
      Subscribers subscribers,
      DialectThreads threads,
      Door door) {
    this(results, wholeOutputs, subscribers, threads, door::cancel);
  }

  AwaitEnd(
      ResultLookup results,
      WholeOutputs wholeOutputs,
      Subscribers subscribers,
      Executor threads,
      BiConsumer<SubmissionId, Caller> cancel) {
    this.results = results;
    this.wholeOutputs = wholeOutputs;
    this.subscribers = subscribers;
    this.threads = threads;
    this.cancel = cancel;
  }

  /**
   * What is made of the result of a submission when it has one. Who no longer waits cancels it.
   *
   * @param made of the result, on one of few threads; maybe twice
   * @return it fails when too many wait, when Redis is away, and when the submission is unknown
   */
  public <T> CompletableFuture<T> of(SubmissionId id, Caller caller, Function<Result, T> made) {
    var end = new CompletableFuture<T>();
    Consumer<Notice> look =
        notice -> {
          if (notice == Notice.MAY_HAVE_ENDED) {
            threads.execute(() -> look(id, caller, made, end));
          }
        };
    // Registered before the store is looked at, so that a result stored in between is not missed.
    var waiting = subscribers.add(id, caller, look);
    var unused = end.whenComplete((result, failure) -> subscribers.remove(id, look));
    if (waiting) {
      look(id, caller, made, end);
    } else {
      end.completeExceptionally(
          Door.later("Too many wait", "Too many clients wait for results; try again."));
    }
    return end;
  }

  /**
   * The same for a request that alone can tell what its submission comes to: who no longer waits,
   * or is refused the wait, cancels that too, unless the request has a key of idempotence, by which
   * it finds it again.
   */
  public <T> CompletableFuture<T> alone(
      Call call, SubmissionId id, Caller caller, Function<Result, T> made) {
    var end = of(id, caller, made);
    if (!Door.isRepeatable(call.request())) {
      var unused =
          end.whenComplete(
              (result, failure) -> {
                if (failure != null) {
                  threads.execute(() -> cancel(id, caller));
                }
              });
    }
    return end;
  }

  private void cancel(SubmissionId id, Caller caller) {
    try {
      cancel.accept(id, caller);
      LOG.log(Level.DEBUG, "cancelled {0}, which nobody waits for any more", id);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "{0} runs although nobody waits for it: {1}", id, e.toString());
    }
  }

  /**
   * Tells how far a submission is, at once and then each second.
   *
   * @param end after which nothing is told
   */
  public void follow(
      SubmissionId id, Caller caller, CompletableFuture<?> end, Consumer<Lookup.InProgress> told) {
    if (end.isDone()) {
      return;
    }
    try {
      if (results.find(id, caller) instanceof Lookup.InProgress progress) {
        told.accept(progress);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "the progress of {0} is not known now: {1}", id, e.toString());
    }
    CompletableFuture.delayedExecutor(PACE_SECONDS, TimeUnit.SECONDS, threads)
        .execute(() -> follow(id, caller, end, told));
  }

  private <T> void look(
      SubmissionId id, Caller caller, Function<Result, T> made, CompletableFuture<T> end) {
    if (end.isDone()) {
      return;
    }
    try {
      var lookup = results.find(id, caller);
      if (lookup instanceof Lookup.Unknown) {
        end.completeExceptionally(new IllegalStateException(id + " has no state"));
      } else {
        result(id, lookup).map(made).ifPresent(end::complete);
      }
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  /** The result that a look-up found; empty where there is none, or none any more. */
  public Optional<Result> result(SubmissionId id, Lookup lookup) {
    Optional<StoredResult> stored = Optional.empty();
    if (lookup instanceof Lookup.Finished finished) {
      stored = Optional.of(finished.result());
    } else if (lookup instanceof Lookup.FinishedLarge) {
      stored = results.load(id);
    }
    return stored
        .map(found -> ResultReader.read(found.json(), Encoding.BASE64))
        .map(wholeOutputs::of);
  }
}
