package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.result.Lookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendCaseTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final StoredResult RESULT =
      StoredResult.of(
          ("{\"hints\":[\"results\"],\"results\":[{\"status\":\"Accepted\",\"stdout\":\"ü\"},"
                  + "{\"status\":\"Wrong Answer\",\"hints\":[]}],\"worker\":\"here\"}")
              .getBytes(StandardCharsets.UTF_8));

  private final SubmissionId id = SubmissionId.random();
  private final AnswerBudget budget = new AnswerBudget(MemoryPlan.of(Settings.of(name -> null), 0));
  private final List<SubmissionId> askedFor = new ArrayList<>();
  private final FakeAsyncResponse response = new FakeAsyncResponse();

  private FakeLookup send(Lookup found, Optional<StoredResult> stored, int index) {
    var results = new FakeLookup(asked -> found, asked -> stored);
    var sendResult = new SendResult(results, budget, Runnable::run);
    new SendCase(results, budget, sendResult, askedFor::add)
        .send(new SendCase.Requested(id, index, CALLER), false, response);
    return results;
  }

  private void send(Lookup found, int index) {
    send(found, Optional.empty(), index);
  }

  @Test
  void eachTestCaseIsFoundByItsNumber() {
    send(new Lookup.Finished(RESULT), 1);

    assertThat(response.response().getStatus()).isEqualTo(200);
    assertThat(response.got()).asString().isEqualTo("{\"status\":\"Wrong Answer\",\"hints\":[]}");
  }

  @Test
  void theFirstHasTheNumberZero() {
    send(new Lookup.Finished(RESULT), 0);

    assertThat(new String(response.got(), StandardCharsets.UTF_8))
        .isEqualTo("{\"status\":\"Accepted\",\"stdout\":\"ü\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 999_999_999})
  void beyondTheLastThereIsNone(int index) {
    assertRefused(() -> send(new Lookup.Finished(RESULT), index), 404);
  }

  @Test
  void aResultWithoutTestCasesHasNone() {
    var result = StoredResult.of("{\"results\":[]}".getBytes(StandardCharsets.UTF_8));
    assertRefused(() -> send(new Lookup.Finished(result), 0), 404);
  }

  @Test
  void aLargeResultIsLoadedWhenThereIsRoomForIt() {
    var results = send(new Lookup.FinishedLarge(1 << 20), Optional.of(RESULT), 1);
    assertThat(results.loaded).isEqualTo(1);
    assertThat(response.response().getStatus()).isEqualTo(200);

    for (int i = 0; i < AnswerBudget.MAX_ANSWERS; i++) {
      budget.take(i % 2 == 0 ? CALLER : Caller.anonymous("192.0.2.8"), 1);
    }
    assertRefused(() -> send(new Lookup.FinishedLarge(1 << 20), Optional.of(RESULT), 1), 503);
  }

  @Test
  void oneThatRunsHasProgressOnly() {
    send(new Lookup.InProgress("Processing", 1, 2), 0);

    assertThat(response.response().getStatus()).isEqualTo(202);
    assertThat(response.got()).asString().contains("\"done\":1,\"total\":2");
    assertThat(askedFor).containsExactly(id);
  }

  @Test
  void anUnknownTokenHasNone() {
    assertRefused(() -> send(new Lookup.Unknown(), 0), 404);
  }

  private static void assertRefused(Runnable asking, int status) {
    assertThatThrownBy(asking::run)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(status));
  }
}
