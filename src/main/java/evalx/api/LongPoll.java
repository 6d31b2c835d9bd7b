package evalx.api;

import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.format.ProgressWriter;
import evalx.result.Known;
import evalx.result.ResultStore;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says what is known of a token, at once or when it has ended. */
@ApplicationScoped
class LongPoll {
  /** Threads that look into the store, and answer. */
  private static final int MAX_THREADS = 16;

  private static final Duration IDLE = Duration.ofSeconds(30);

  @Resource private ManagedThreadFactory factory;

  private ResultStore results;
  private Subscribers subscribers;
  private ThreadPoolExecutor pool;
  private Executor threads;

  LongPoll() {}

  @Inject
  LongPoll(ResultStore results, Subscribers subscribers) {
    this.results = results;
    this.subscribers = subscribers;
  }

  LongPoll(ResultStore results, Subscribers subscribers, Executor threads) {
    this(results, subscribers);
    this.threads = threads;
  }

  @PostConstruct
  void open() {
    // Each waiter may time out and be woken at the same moment.
    var queue = new LinkedBlockingQueue<Runnable>(2 * Subscribers.MAX);
    pool =
        new ThreadPoolExecutor(
            MAX_THREADS, MAX_THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, queue, factory);
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
  }

  @PreDestroy
  void close() {
    pool.shutdown();
  }

  /**
   * Answers with the result, or after some seconds with how far it is; with 503 when too many wait
   * already.
   */
  void answer(SubmissionId token, int seconds, AsyncResponse response) {
    if (seconds == 0) {
      response.resume(respond(token, results.find(token)));
      return;
    }
    Consumer<Notice> look =
        notice -> {
          if (notice instanceof Notice.MayHaveEnded) {
            threads.execute(() -> answerIfEnded(token, response));
          }
        };
    // Register before checking the store, so that a result stored in between is not missed.
    response.register((CompletionCallback) failure -> subscribers.remove(token, look));
    response.setTimeoutHandler(r -> threads.execute(() -> answerWithProgress(token, r)));
    response.setTimeout(seconds, TimeUnit.SECONDS);
    var waiting = subscribers.add(token, look);
    if (response.isDone()) {
      subscribers.remove(token, look);
      return;
    }
    answerIfEnded(token, response);
    if (!waiting && !response.isDone()) {
      // Progress at once would make clients ask as fast as they can.
      response.resume(
          Refusal.later("Too many wait", "Too many clients wait for results; try again."));
    }
  }

  private void answerIfEnded(SubmissionId token, AsyncResponse response) {
    try {
      var known = results.find(token);
      if (!(known instanceof Known.Alive)) {
        response.resume(respond(token, known));
      }
    } catch (RuntimeException e) {
      response.resume(e);
    }
  }

  private void answerWithProgress(SubmissionId token, AsyncResponse response) {
    try {
      response.resume(respond(token, results.find(token)));
    } catch (RuntimeException e) {
      response.resume(e);
    }
  }

  static byte[] accepted(SubmissionId token, Phase phase) {
    return ProgressWriter.accepted(token, phase);
  }

  private static Response respond(SubmissionId token, Known known) {
    if (known instanceof Known.Ended ended) {
      return Response.ok(ended.json()).build();
    }
    if (known instanceof Known.Alive alive) {
      return Response.accepted(
              ProgressWriter.progress(token, alive.status(), alive.done(), alive.total()))
          .build();
    }
    throw new Refusal(SubmissionsResource.UNKNOWN);
  }
}
