package evalx.api;

import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.redis.RedisAway;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Says what is known of several submissions, at once or when all have ended. */
@Singleton
class BatchPoll {
  private static final Logger LOG = System.getLogger(BatchPoll.class.getName());

  private final ResultLookup results;
  private final SendBatch sendBatch;
  private final Subscribers subscribers;
  private final Executor threads;

  @Inject
  BatchPoll(
      ResultLookup results, SendBatch sendBatch, Subscribers subscribers, LookupThreads threads) {
    this(results, sendBatch, subscribers, (Executor) threads);
  }

  BatchPoll(ResultLookup results, SendBatch sendBatch, Subscribers subscribers, Executor threads) {
    this.results = results;
    this.sendBatch = sendBatch;
    this.subscribers = subscribers;
    this.threads = threads;
  }

  /**
   * Answers when all have ended, or after some seconds.
   *
   * @throws Refusal 503 when too many wait already, or read large results
   * @throws RedisAway during an outage
   */
  void answer(List<BatchItem> items, int seconds, Caller caller, AsyncResponse response) {
    var request = new Request(items, caller, response);
    await(request, seconds, () -> send(request, response::resume));
  }

  /**
   * The same for submissions that this request has queued. Whatever hinders the wait, the client
   * gets the tokens: 202 with them stands for every refusal.
   */
  void answerAccepted(List<BatchItem> items, int seconds, Caller caller, AsyncResponse response) {
    var request = new Request(items, caller, response);
    Consumer<RuntimeException> instead =
        e -> {
          LOG.log(Level.DEBUG, "a client gets its tokens without results: {0}", e.toString());
          response.resume(SendBatch.accepted(items));
        };
    try {
      await(request, seconds, () -> send(request, instead));
    } catch (RuntimeException e) {
      instead.accept(e);
    }
  }

  /** Who asks for what. */
  private record Request(List<BatchItem> items, Caller caller, AsyncResponse response) {
    Set<SubmissionId> ids() {
      var ids = new LinkedHashSet<SubmissionId>();
      for (BatchItem item : items) {
        if (item instanceof BatchItem.Accepted accepted) {
          ids.add(accepted.id());
        }
      }
      return ids;
    }
  }

  private void send(Request request, Consumer<RuntimeException> failed) {
    try {
      sendBatch.send(request.items(), request.caller(), request.response());
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }

  private void await(Request request, int seconds, Runnable answer) {
    if (seconds == 0) {
      answer.run();
      return;
    }
    var ids = request.ids();
    var response = request.response();
    var wait = new Wait(ids, request.caller(), answer);
    // Register before checking the store, so that a result stored in between is not missed.
    response.register((CompletionCallback) failure -> wait.close());
    response.setTimeoutHandler(late -> threads.execute(wait::answerOnce));
    response.setTimeout(seconds, TimeUnit.SECONDS);
    var waiting = wait.subscribe();
    if (response.isDone()) {
      wait.close();
      return;
    }
    ids.forEach(wait::look);
    if (wait.isOver()) {
      wait.answerOnce();
    } else if (!waiting) {
      throw Refusal.later("Too many wait", "Too many clients wait for results; try again.");
    }
  }

  private final class Wait {
    private final Map<SubmissionId, Consumer<Notice>> callbacks = new HashMap<>();
    private final Set<SubmissionId> left;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Caller caller;
    private final Runnable answer;

    Wait(Set<SubmissionId> ids, Caller caller, Runnable answer) {
      this.caller = caller;
      this.left = ConcurrentHashMap.newKeySet();
      this.answer = answer;
      left.addAll(ids);
      ids.forEach(id -> callbacks.put(id, notice -> hear(id, notice)));
    }

    /** Whether there is room for all. */
    boolean subscribe() {
      var room = true;
      for (var callback : callbacks.entrySet()) {
        room &= subscribers.add(callback.getKey(), caller, callback.getValue());
      }
      return room;
    }

    private void hear(SubmissionId id, Notice notice) {
      if (notice == Notice.MAY_HAVE_ENDED) {
        threads.execute(() -> lookAgain(id));
      }
    }

    private void lookAgain(SubmissionId id) {
      try {
        look(id);
      } catch (RedisAway e) {
        // Another notice follows when it is back; without one, the time will be over.
        return;
      }
      if (isOver()) {
        answerOnce();
      }
    }

    void look(SubmissionId id) {
      if (!(results.find(id, caller) instanceof Lookup.InProgress)) {
        left.remove(id);
        subscribers.remove(id, Objects.requireNonNull(callbacks.get(id)));
      }
    }

    boolean isOver() {
      return left.isEmpty();
    }

    void answerOnce() {
      if (answered.compareAndSet(false, true)) {
        close();
        answer.run();
      }
    }

    void close() {
      callbacks.forEach(subscribers::remove);
    }
  }
}
