package evalx.api;

import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.format.ProgressWriter;
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
import java.util.function.Consumer;

/** Says what is known of a token, at once or when it has ended. */
@ManagedExecutorDefinition(name = "java:app/evalx/answers", maxAsync = Answers.MOST)
@ApplicationScoped
class Answers {
  static final int MOST = 16;

  @Resource(lookup = "java:app/evalx/answers")
  private ManagedExecutorService executor;

  private ResultStore results;
  private Subscribers subscribers;
  private KeptThreads kept;
  private Executor threads;

  Answers() {}

  @Inject
  Answers(ResultStore results, Subscribers subscribers) {
    this.results = results;
    this.subscribers = subscribers;
  }

  Answers(ResultStore results, Subscribers subscribers, Executor threads) {
    this(results, subscribers);
    this.threads = threads;
  }

  @PostConstruct
  void keepThreads() {
    // Each waiter may have to be answered because its time is over, and looked for at once.
    kept = new KeptThreads(executor, MOST, 2 * Subscribers.MAX);
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
    Consumer<Notice> look =
        notice -> {
          if (notice instanceof Notice.MayHaveEnded) {
            threads.execute(() -> answerIfEnded(token, response));
          }
        };
    // Ready to stop waiting, then wait, then look: nobody is left waiting, and no end is missed.
    response.register((CompletionCallback) failure -> subscribers.remove(token, look));
    response.setTimeoutHandler(r -> threads.execute(() -> answerAnyhow(token, r)));
    response.setTimeout(seconds, TimeUnit.SECONDS);
    var waiting = subscribers.add(token, look);
    if (response.isDone()) {
      subscribers.remove(token, look);
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
