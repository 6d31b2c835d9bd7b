package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.format.Problem;
import evalx.redis.RedisAway;
import evalx.result.Lookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who waits for several submissions, whatever comes between. */
class BatchPollTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final MemoryPlan PLAN = MemoryPlan.of(Settings.of(name -> null), 0);

  private final SubmissionId first = SubmissionId.random();
  private final SubmissionId second = SubmissionId.random();
  private final Map<SubmissionId, Lookup> known = new HashMap<>();
  private final Map<SubmissionId, Consumer<Notice>> waiting = new HashMap<>();
  private final List<BatchItem> items = new ArrayList<>();
  private final FakeAsyncResponse response = new FakeAsyncResponse();
  private boolean full;
  private boolean away;

  private final FakeLookup results =
      new FakeLookup(this::find, id -> Optional.of(result("{\"large\":true}")));

  private final Subscribers waiters =
      new Subscribers() {
        @Override
        public synchronized boolean add(SubmissionId id, Caller caller, Consumer<Notice> callback) {
          waiting.put(id, callback);
          return !full;
        }

        @Override
        public synchronized void remove(SubmissionId id, Consumer<Notice> callback) {
          waiting.remove(id, callback);
        }
      };

  private final List<SubmissionId> askedFor = new ArrayList<>();

  BatchPollTest() {
    for (SubmissionId id : List.of(first, second)) {
      known.put(id, new Lookup.InProgress("Processing", 0, 1));
      items.add(new BatchItem.Accepted(id));
    }
  }

  private Lookup find(SubmissionId id) {
    if (away) {
      throw new RedisAway(new IllegalStateException("test"));
    }
    return known.getOrDefault(id, new Lookup.Unknown());
  }

  private static StoredResult result(String json) {
    return new StoredResult(json.getBytes(StandardCharsets.UTF_8));
  }

  private BatchPoll poll() {
    var sendResult = new SendResult(results, new AnswerBudget(PLAN), Runnable::run);
    return new BatchPoll(
        results, new SendBatch(results, sendResult, askedFor::add), waiters, Runnable::run);
  }

  private void end(SubmissionId id) {
    known.put(id, new Lookup.Finished(result("{}")));
    waiting.get(id).accept(Notice.MAY_HAVE_ENDED);
  }

  private static String progress(SubmissionId id) {
    return "{\"token\":\"" + id + "\",\"status\":\"Processing\",\"done\":0,\"total\":1}";
  }

  private void assertAnswer(int status, String... parts) {
    assertThat(response.response().getStatus()).isEqualTo(status);
    assertThat(response.got())
        .asString()
        .isEqualTo("{\"submissions\":[" + String.join(",", parts) + "]}");
    assertThat(waiting).isEmpty();
  }

  @Test
  void theAnswerComesWhenAllHaveEnded() {
    poll().answer(items, 30, CALLER, response);
    end(second);
    assertThat(response.isDone()).isFalse();

    end(first);

    assertAnswer(200, "{}", "{}");
  }

  @Test
  void onlyWhatMayStillEndIsListenedTo() {
    items.add(new BatchItem.Accepted(SubmissionId.random()));
    poll().answer(items, 30, CALLER, response);
    end(second);

    assertThat(waiting).containsOnlyKeys(first);
  }

  @Test
  void timeThatIsOverAnswersWithWhatIsKnown() {
    poll().answer(items, 30, CALLER, response);
    end(second);

    response.timeout.handleTimeout(response);

    assertAnswer(202, progress(first), "{}");
    assertThat(askedFor).containsExactly(first);
  }

  @Test
  void withoutAWaitTheAnswerComesAtOnce() {
    poll().answer(items, 0, CALLER, response);

    assertAnswer(202, progress(first), progress(second));
  }

  @Test
  void whatWasRefusedOrIsUnknownIsAnErrorInItsPlace() {
    known.remove(first);
    known.put(second, new Lookup.FinishedLarge(1 << 20));
    var problem = Problem.of(422, "Invalid", "No.");
    items.add(0, new BatchItem.Refused(problem));

    poll().answer(items, 30, CALLER, response);

    var unknown = new String(SubmissionsResource.UNKNOWN.json(), StandardCharsets.UTF_8);
    var refused = new String(problem.json(), StandardCharsets.UTF_8);
    assertAnswer(
        200, "{\"error\":" + refused + "}", "{\"error\":" + unknown + "}", "{\"large\":true}");
  }

  @Test
  void aClientThatHasGoneWaitsNoLonger() {
    response.resume("broken off");

    poll().answer(items, 30, CALLER, response);

    assertThat(waiting).isEmpty();
  }

  /** They have been queued: with 503 the client would not know its tokens. */
  @Test
  void whatWasJustAcceptedIsAnsweredWithTokensWhateverHindersTheWait() {
    away = true;

    poll().answerAccepted(items, 30, CALLER, response);

    assertAnswer(
        202,
        "{\"token\":\"" + first + "\",\"status\":\"In Queue\"}",
        "{\"token\":\"" + second + "\",\"status\":\"In Queue\"}");
  }

  @Test
  void aClientThatFindsNoRoomToWaitGetsItsTokens() {
    full = true;

    poll().answerAccepted(items, 30, CALLER, response);

    assertThat(response.response().getStatus()).isEqualTo(202);
    assertThat(waiting).isEmpty();
  }

  @Test
  void anOutageDuringTheWaitEndsItOnlyWhenItsTimeIsOver() {
    poll().answer(items, 30, CALLER, response);
    away = true;
    end(first);
    assertThat(response.isDone()).isFalse();

    response.timeout.handleTimeout(response);

    assertThat(response.answer).isInstanceOf(RedisAway.class);
    assertThat(waiting).isEmpty();
  }
}
