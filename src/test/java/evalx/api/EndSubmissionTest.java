package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.result.Cancellation;
import evalx.result.Lookup;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndSubmissionTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");

  private final SubmissionId id = SubmissionId.random();
  private Lookup found = new Lookup.InProgress("Processing", 0, 1);
  private final FakeLookup results = new FakeLookup(asked -> found);

  private Response end(Cancellation was) {
    return new EndSubmission((asked, caller) -> was, results).end(id, CALLER);
  }

  @ParameterizedTest
  @CsvSource({"WAITING, In Queue", "RUNNING, Processing"})
  void oneThatHasNotEndedIsCancelled(Cancellation was, String status) {
    var answer = end(was);

    assertThat(answer.getStatus()).isEqualTo(202);
    assertThat(new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8))
        .isEqualTo("{\"token\":\"" + id + "\",\"status\":\"" + status + "\"}");
  }

  @Test
  void theResultOfOneThatHasEndedIsRemovedOnce() {
    results.removable.add(id);

    assertThat(end(Cancellation.FINISHED).getStatus()).isEqualTo(204);
    assertThat(results.removable).isEmpty();
    assertThatThrownBy(() -> end(Cancellation.FINISHED)).isInstanceOf(Refusal.class);
  }

  @Test
  void whatTheCallerMayNotSeeIsNotCancelled() {
    found = new Lookup.Unknown();

    assertThatThrownBy(() -> end(Cancellation.RUNNING))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
  }

  @ParameterizedTest
  @EnumSource(
      value = Cancellation.class,
      names = {"FINISHED", "UNKNOWN"})
  void whereThereIsNothingTheTokenIsUnknown(Cancellation was) {
    assertThatThrownBy(() -> end(was))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
  }
}
