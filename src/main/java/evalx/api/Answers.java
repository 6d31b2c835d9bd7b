package evalx.api;

import evalx.format.ProgressWriter;
import evalx.notification.Waiters;
import evalx.result.Known;
import evalx.result.ResultStore;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.threads.KeptThreads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Says what is known of a token, at once or when it has ended. */
@ManagedExecutorDefinition(name = "java:app/evalx/answers", maxAsync = Answers.MOST)
@ApplicationScoped
class Answers {
  static final int MOST = 16;

  @Resource(lookup = "java:app/evalx/answers")
  private ManagedExecutorService executor;

  private ResultStore results;
  private Waiters waiters;
  private KeptThreads kept;
  private Executor threads;

  Answers() {}

  @Inject
  Answers(ResultStore results, Waiters waiters) {
    this.results = results;
    this.waiters = waiters;
  }

  Answers(ResultStore results, Waiters waiters, Executor threads) {
    this(results, waiters);
    this.threads = threads;
  }

  @PostConstruct
  void keepThreads() {
    // Each waiter may have to be answered because its time is over, and looked for at once.
    kept = new KeptThreads(executor, MOST, 2 * Waiters.MOST);
    threads = kept;
  }

  @PreDestroy
  void close() {
    kept.close();
  }

  /** Answers with the result, or after so many seconds with how far it is. */
  void answer(SubmissionId token, int seconds, AsyncResponse response) {
    if (seconds == 0) {
      response.resume(respond(token, results.find(token)));
      return;
    }
    Runnable look = () -> threads.execute(() -> answerIfEnded(token, response));
    // Ready to stop waiting, then wait, then look: nobody is left waiting, and no end is missed.
    response.register((CompletionCallback) failure -> waiters.remove(token, look));
    response.setTimeoutHandler(r -> threads.execute(() -> answerAnyhow(token, r)));
    response.setTimeout(seconds, TimeUnit.SECONDS);
    var waiting = waiters.add(token, look);
    if (response.isDone()) {
      waiters.remove(token, look);
    } else if (waiting) {
      answerIfEnded(token, response);
    } else {
      answerAnyhow(token, response);
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

  private void answerAnyhow(SubmissionId token, AsyncResponse response) {
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
