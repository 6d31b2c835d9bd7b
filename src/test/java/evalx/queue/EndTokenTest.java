package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.format.ResultWriter;
import evalx.intake.SubmissionRules;
import evalx.language.Languages;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndTokenTest {
  private final SubmissionId token = SubmissionId.random();
  private final RecordingSender broker = new RecordingSender();
  private final MemoryResults results = new MemoryResults();
  private final MemoryStates states = new MemoryStates(results);
  private final List<SubmissionId> told = new ArrayList<>();
  private final EndToken endToken =
      new EndToken(
          new SubmissionRules(new Languages(), Settings.of(name -> null)),
          states,
          new Finish(
              new ResultWriter(),
              results,
              new Replies(broker, Duration.ofSeconds(9), refused -> {}),
              told::add,
              observed -> {}),
          "here",
          Clock.fixed(Deliveries.NOW, ZoneOffset.UTC));

  private String result() {
    return new String(results.byToken.get(token), StandardCharsets.UTF_8);
  }

  @Test
  void endsATokenWithItsReasonAndTheUsualEffects() {
    states.known(token, Deliveries.BODY, 3);
    endToken.end(Deliveries.of(token), Verdict.INTERNAL_ERROR, "it broke");

    assertThat(result())
        .contains("\"status\":\"Internal Error\"", "\"message\":\"it broke\"", "\"total\":2")
        .contains("\"language\":\"python\"", "\"attempts\":3");
    assertThat(RecordingSender.text(broker.to("evalx.replies.shop").get(0))).isEqualTo(result());
    assertThat(told).containsExactly(token);
  }

  @Test
  void endsATokenWhoseMessageCouldNotBeRead() {
    states.known(token, "", 1);
    endToken.end(Deliveries.with(token, "", 1, 0, 1), Verdict.INTERNAL_ERROR, "too long");

    assertThat(result()).contains("Internal Error", "\"total\":0");
  }

  @Test
  void countsNoAttemptThatWasExcused() {
    states.known(token, Deliveries.BODY, 9);
    endToken.end(Deliveries.with(token, Deliveries.BODY, 1, 7, 1), Verdict.EXPIRED, "late");

    assertThat(result()).contains("\"attempts\":2");
  }

  @Test
  void neverReplacesAResult() {
    results.finish(token, "first".getBytes(StandardCharsets.UTF_8));
    endToken.end(Deliveries.of(token), Verdict.EXPIRED, "late");

    assertThat(result()).isEqualTo("first");
    assertThat(RecordingSender.text(broker.to("evalx.replies.shop").get(0))).isEqualTo("first");
    assertThat(told).containsExactly(token);
  }

  @Test
  void leavesATokenAloneThatBelongsToAnotherMessage() {
    states.known(token, "{\"other\":1}", 1);
    endToken.end(Deliveries.of(token), Verdict.EXPIRED, "late");

    assertThat(results.byToken).isEmpty();
    assertThat(told).isEmpty();
  }
}
