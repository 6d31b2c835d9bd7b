package evalx.api;

import evalx.events.DialectAnswered;
import evalx.limit.FairShare;
import evalx.push.EventStreams;
import evalx.submission.Caller;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What the answers of dialects need: room, a time, a way out, and somebody who counts them. */
@Singleton
class DialectAnswers {
  /** Parts of answers that are made at a time. */
  private static final int MAX_MADE = 4;

  private final AnswerBudget budget;
  private final EventStreams connections;
  private final Executor threads;
  private final Event<DialectAnswered> answered;
  private final FairShare making = new FairShare(MAX_MADE);

  @Inject
  DialectAnswers(
      AnswerBudget budget,
      EventStreams connections,
      LookupThreads threads,
      Event<DialectAnswered> answered) {
    this(budget, connections, (Executor) threads, answered);
  }

  DialectAnswers(
      AnswerBudget budget,
      EventStreams connections,
      Executor threads,
      Event<DialectAnswered> answered) {
    this.budget = budget;
    this.connections = connections;
    this.threads = threads;
    this.answered = answered;
  }

  Door.Room room(Caller caller) {
    return new AnswerRoom(budget, making, caller);
  }

  void write(AsyncContext context, byte[] body, Door.Room room) throws IOException {
    new PacedAnswer(context, body, room, connections).open();
  }

  void after(CompletableFuture<Void> timer, Duration time, Runnable action) {
    var unused =
        timer
            .orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionallyAsync(
                late -> {
                  action.run();
                  return null;
                },
                threads);
  }

  void count(String dialect, int status) {
    answered.fire(new DialectAnswered(dialect, status));
  }
}
