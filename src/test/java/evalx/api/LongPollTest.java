package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.result.Known;
import evalx.result.ResultStore;
import evalx.submission.SubmissionId;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.TimeoutHandler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who waits for an answer, whatever comes between. */
class LongPollTest {
  private final SubmissionId token = SubmissionId.random();
  private final Set<Consumer<Notice>> waiting = new HashSet<>();
  private final Response response = new Response();
  private Known known = new Known.Alive("Processing", 0, 1);
  private Runnable whenAdded = () -> {};
  private boolean full;

  private final ResultStore results =
      new ResultStore(null, Settings.of(name -> null)) {
        @Override
        public Known find(SubmissionId asked) {
          return known;
        }
      };

  private final Subscribers waiters =
      new Subscribers() {
        @Override
        public synchronized boolean add(SubmissionId asked, Consumer<Notice> callback) {
          waiting.add(callback);
          whenAdded.run();
          return !full;
        }

        @Override
        public synchronized void remove(SubmissionId asked, Consumer<Notice> callback) {
          waiting.remove(callback);
        }
      };

  private void ask() {
    new LongPoll(results, waiters, Runnable::run).answer(token, 30, response);
  }

  private void end() {
    known = new Known.Ended("{}".getBytes());
    List.copyOf(waiting).forEach(waiter -> waiter.accept(new Notice.MayHaveEnded()));
  }

  @Test
  void whoIsAnsweredWaitsNoLonger() {
    ask();
    assertThat(waiting).hasSize(1);
    assertThat(response.isDone()).isFalse();

    end();

    assertThat(response.isDone()).isTrue();
    assertThat(waiting).isEmpty();
  }

  @Test
  void anEndAtTheMomentOfTheQuestionLeavesNobodyWaiting() {
    whenAdded = this::end;

    ask();

    assertThat(response.isDone()).isTrue();
    assertThat(waiting).isEmpty();
  }

  @Test
  void anAnswerBeforeTheWaitingLeavesNobodyWaiting() {
    response.resume("broken off");

    ask();

    assertThat(waiting).isEmpty();
  }

  @Test
  void timeThatIsOverAnswersAndEndsTheWaiting() {
    ask();

    response.timeout.handleTimeout(response);

    assertThat(response.isDone()).isTrue();
    assertThat(waiting).isEmpty();
  }

  @Test
  void whoFindsNoRoomToWaitIsToldToComeLater() {
    full = true;

    ask();

    assertThat(response.answer)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
  }

  @Test
  void whatIsKnownNeedsNoRoom() {
    full = true;
    known = new Known.Nothing();

    ask();

    assertThat(response.answer)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
  }

  /** As Jersey does it: a callback that comes after the end is never called. */
  private static final class Response implements AsyncResponse {
    private final List<CompletionCallback> callbacks = new ArrayList<>();
    private TimeoutHandler timeout;
    private boolean done;
    private Object answer;

    @Override
    public boolean resume(Object answer) {
      var first = !done;
      done = true;
      this.answer = first ? answer : this.answer;
      if (first) {
        List.copyOf(callbacks).forEach(callback -> callback.onComplete(null));
      }
      return first;
    }

    @Override
    public boolean resume(Throwable answer) {
      return resume((Object) answer);
    }

    @Override
    public Collection<Class<?>> register(Object callback) {
      if (!done) {
        callbacks.add((CompletionCallback) callback);
      }
      return List.of();
    }

    @Override
    public boolean setTimeout(long time, TimeUnit unit) {
      return !done;
    }

    @Override
    public void setTimeoutHandler(TimeoutHandler handler) {
      timeout = handler;
    }

    @Override
    public boolean isDone() {
      return done;
    }

    @Override
    public boolean isSuspended() {
      return !done;
    }

    @Override
    public boolean cancel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancel(int retryAfter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancel(Date retryAfter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public Collection<Class<?>> register(Class<?> callback) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<Class<?>, Collection<Class<?>>> register(Class<?> callback, Class<?>... more) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<Class<?>, Collection<Class<?>>> register(Object callback, Object... more) {
      throw new UnsupportedOperationException();
    }
  }
}
