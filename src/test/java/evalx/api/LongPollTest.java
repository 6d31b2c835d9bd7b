package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.redis.RedisAway;
import evalx.result.Lookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who waits for an answer, whatever comes between. */
class LongPollTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final MemoryPlan PLAN = MemoryPlan.of(Settings.of(name -> null), 0);

  private final SubmissionId token = SubmissionId.random();
  private final Set<Consumer<Notice>> waiting = new HashSet<>();
  private final FakeAsyncResponse response = new FakeAsyncResponse();
  private Lookup known = new Lookup.InProgress("Processing", 0, 1);
  private Runnable whenAdded = () -> {};
  private Runnable whenAsked = () -> {};
  private boolean full;

  private final FakeLookup results =
      new FakeLookup(
          asked -> {
            whenAsked.run();
            return known;
          });

  private final Subscribers waiters =
      new Subscribers() {
        @Override
        public synchronized boolean add(
            SubmissionId asked, Caller caller, Consumer<Notice> callback) {
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
    var send = new SendResult(results, new AnswerBudget(PLAN), Runnable::run);
    new LongPoll(results, send, waiters, Runnable::run).answer(token, 30, CALLER, false, response);
  }

  private void askAfterAccepting(int seconds) {
    var send = new SendResult(results, new AnswerBudget(PLAN), Runnable::run);
    new LongPoll(results, send, waiters, Runnable::run)
        .answerAccepted(new LongPoll.Accepted(token, 1, CALLER), seconds, false, response);
  }

  private void assertToken() {
    assertThat(response.response().getStatus()).isEqualTo(202);
    assertThat(response.got())
        .asString()
        .isEqualTo("{\"token\":\"" + token + "\",\"status\":\"In Queue\",\"done\":0,\"total\":1}");
  }

  private void end() {
    known = new Lookup.Finished(new StoredResult("{}".getBytes(StandardCharsets.UTF_8)));
    List.copyOf(waiting).forEach(waiter -> waiter.accept(Notice.MAY_HAVE_ENDED));
  }

  @Test
  void whoIsAnsweredWaitsNoLonger() {
    ask();
    assertThat(waiting).hasSize(1);
    assertThat(response.isDone()).isFalse();

    end();

    assertThat(response.response().getStatus()).isEqualTo(200);
    assertThat(response.got()).asString().isEqualTo("{}");
    assertThat(waiting).isEmpty();
  }

  @Test
  void anEndDuringTheLookupIsNotMissed() {
    whenAdded = this::end;

    ask();

    assertThat(response.isDone()).isTrue();
    assertThat(waiting).isEmpty();
  }

  @Test
  void anAnswerBeforeTheWaitIsNotMissed() {
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
    known = new Lookup.Unknown();

    ask();

    assertThat(response.answer)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
  }

  @Test
  void aSubmissionThatWasJustAcceptedIsAnsweredWithItsResult() {
    askAfterAccepting(30);
    assertThat(response.isDone()).isFalse();

    end();

    assertThat(response.response().getStatus()).isEqualTo(200);
    assertThat(waiting).isEmpty();
  }

  @Test
  void aClientThatDoesNotWaitGetsItsToken() {
    askAfterAccepting(0);

    assertToken();
    assertThat(waiting).isEmpty();
  }

  /** It has been queued: with 503 the client would not know its token. */
  @Test
  void aClientThatCannotWaitGetsItsToken() {
    full = true;

    askAfterAccepting(30);

    assertToken();
  }

  /** A key of idempotence gives the token of an hour ago. */
  @Test
  void aClientIsToldThatTheResultOfItsTokenHasGone() {
    known = new Lookup.Unknown();

    askAfterAccepting(30);

    assertThat(response.answer)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
  }

  @Test
  void aClientGetsItsTokenThoughTheStoreIsAway() {
    whenAsked =
        () -> {
          throw new RedisAway(new IllegalStateException("test"));
        };

    askAfterAccepting(30);

    assertToken();
    assertThat(waiting).isEmpty();
  }

  /** It is written on another thread: until then nothing else may be said. */
  @Test
  void aLargeResultNeedsNoRoomToWait() {
    full = true;
    known = new Lookup.FinishedLarge(1 << 20);
    var writing = new ArrayList<Runnable>();
    var send = new SendResult(results, new AnswerBudget(PLAN), writing::add);

    new LongPoll(results, send, waiters, Runnable::run).answer(token, 30, CALLER, false, response);

    assertThat(response.isDone()).isFalse();
    assertThat(writing).hasSize(1);
  }
}
