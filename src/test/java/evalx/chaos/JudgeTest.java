package evalx.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.chaos.Judge.Finding;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise that was not kept is found, and makes the report fail. */
class JudgeTest {
  private static final int NUMBER = 1; // Python, adds 1 and 2

  private final Story story = new Story(Task.of(NUMBER), Way.POLL);

  private static ObjectNode end(String status, String stdout) {
    var end = Task.JSON.createObjectNode().put("status", status).put("finished_at", "now");
    end.put("worker", "worker-1").put("attempts", 1).put("message", "each of 3 attempts failed");
    end.putArray("results").addObject().put("stdout", stdout);
    return end;
  }

  private List<Finding> findings(Map<String, String> letters) {
    var judge = new Judge(letters);
    judge.judge(story);
    var broken = Stream.of(Finding.values()).filter(f -> judge.counts().get(f) > 0).toList();
    var report = new Report(1, List.of(), List.of(), judge.counts(), judge.details(), List.of());
    var fails = broken.stream().anyMatch(Finding::isBroken);
    assertThat(report.exitCode()).isEqualTo(fails ? 3 : 0);
    return broken;
  }

  private List<Finding> findings() {
    return findings(Map.of());
  }

  private void acceptedAndRight() {
    story.accepted("a");
    story.told();
    story.result(end("Accepted", "3\n"));
  }

  @Test
  void aRightResultIsRight() {
    acceptedAndRight();
    assertThat(findings()).containsExactly(Finding.RIGHT);
  }

  @Test
  void oneThatWasNeverAcceptedIsRefused() {
    assertThat(findings()).containsExactly(Finding.REFUSED);
  }

  @Test
  void oneWithoutAnEndIsLost() {
    story.accepted("a");
    assertThat(findings()).containsExactly(Finding.LOST);
  }

  @Test
  void anotherVerdictIsWrong() {
    story.accepted("a");
    story.told();
    story.result(end("Wrong Answer", "3\n"));
    assertThat(findings()).containsExactly(Finding.WRONG);
  }

  @Test
  void theOutputOfAnotherSubmissionIsWrong() {
    story.accepted("a");
    story.told();
    story.result(end("Accepted", "5\n"));
    assertThat(findings()).containsExactly(Finding.WRONG);
  }

  @Test
  void twoEndsAreTwice() {
    acceptedAndRight();
    story.ended(end("Accepted", "3\n").put("finished_at", "later"));
    assertThat(findings()).containsExactly(Finding.RIGHT, Finding.TWICE);
  }

  @Test
  void twoTokensOfOneKeyAreTwice() {
    acceptedAndRight();
    story.accepted("b");
    assertThat(findings()).containsExactly(Finding.RIGHT, Finding.TWICE);
  }

  @Test
  void aWebhookMayComeAgainButNotUnderAnotherId() {
    acceptedAndRight();
    story.webhook("one", end("Accepted", "3\n"));
    story.webhook("one", end("Accepted", "3\n"));
    assertThat(findings()).containsExactly(Finding.RIGHT);
    story.webhook("two", end("Accepted", "3\n"));
    assertThat(findings()).containsExactly(Finding.RIGHT, Finding.TWICE);
  }

  @Test
  void aClientThatHeardNothingIsUntold() {
    story.accepted("a");
    story.result(end("Accepted", "3\n"));
    assertThat(findings()).containsExactly(Finding.RIGHT, Finding.UNTOLD);
  }

  @Test
  void anAnswerThatNoClientMayGetIsFound() {
    acceptedAndRight();
    story.complain("404");
    assertThat(findings()).containsExactly(Finding.RIGHT, Finding.ANSWERED_WRONGLY);
  }

  @Test
  void internalErrorIsRightOnlyOfADeadLetterWithAReason() {
    story.accepted("a");
    story.told();
    story.result(end("Internal Error", ""));
    assertThat(findings()).containsExactly(Finding.WRONG);
    assertThat(findings(Map.of("a", ""))).containsExactly(Finding.WRONG);
    assertThat(findings(Map.of("a", "each of 3 attempts failed")))
        .containsExactly(Finding.DEAD_LETTERED);
  }

  @Test
  void whatLeaksMakesTheReportFail() {
    var report =
        new Report(1, List.of(), List.of(), Map.of(Finding.RIGHT, 1), List.of(), List.of("a key"));
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.table()).contains("a key");
    assertThat(report.json()).contains("\"leaked\" : 1");
  }
}
