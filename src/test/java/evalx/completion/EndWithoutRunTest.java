package evalx.completion;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.format.ResultWriter;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.result.JobDescription;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndWithoutRunTest {
  private static final JobDescription DESCRIPTION =
      new JobDescription("python", Encoding.UTF8, 2, "name:eva");

  private final SubmissionId id = SubmissionId.random();
  private final RecordingSender broker = new RecordingSender();
  private final MemoryResults results = new MemoryResults();
  private final MemoryLedger ledger = new MemoryLedger(results);
  private final List<SubmissionId> told = new ArrayList<>();
  private final EventPublisher events = new EventPublisher(List.of());
  private JobDescription description = DESCRIPTION;
  private final EndWithoutRun endWithoutRun =
      new EndWithoutRun(
          message -> description,
          ledger,
          new CompleteJob(
              new StoreResult(new ResultWriter(), results),
              results,
              results,
              new Effects(
                  List.of(
                      new JmsReply(broker, Settings.of(name -> null), events),
                      new TellWaiters(told::add))),
              events),
          "here",
          Clock.fixed(Messages.NOW, ZoneOffset.UTC));

  private String reply() {
    return RecordingSender.text(broker.to(Messages.REPLIES).get(0));
  }

  @Test
  void endsASubmissionWithItsReasonAndTheUsualEffects() {
    ledger.known(id, Messages.BODY, 3);
    endWithoutRun.end(Messages.of(id), Verdict.INTERNAL_ERROR, "it broke");

    assertThat(results.text(id))
        .contains("\"status\":\"Internal Error\"", "\"message\":\"it broke\"", "\"total\":2")
        .contains("\"language\":\"python\"", "\"attempts\":3");
    assertThat(reply()).isEqualTo(results.text(id));
    assertThat(told).containsExactly(id);
  }

  @Test
  void aJobThatNoWorkerHasBegunHasItsOwnerToo() {
    endWithoutRun.end(Messages.of(id), Verdict.EXPIRED, "late");

    assertThat(ledger.find(id).description()).contains(DESCRIPTION);
  }

  @Test
  void whatEndsWithoutARunIsSentToItsReceiverToo() {
    var receiver = Optional.of(URI.create("https://example.org/results"));
    description = new JobDescription("python", Encoding.UTF8, 2, "name:eva", receiver);

    endWithoutRun.end(Messages.of(id), Verdict.EXPIRED, "late");

    assertThat(results.find(id).orElseThrow().url()).isEqualTo(receiver.get());
  }

  @Test
  void countsNoAttemptThatAnOutageEnded() {
    ledger.known(id, Messages.BODY, 9);
    endWithoutRun.end(Messages.of(id).withUncounted(7), Verdict.EXPIRED, "late");

    assertThat(results.text(id)).contains("\"attempts\":2");
  }

  @Test
  void neverReplacesAResult() {
    var first = "{\"status\":\"Accepted\",\"attempts\":1}";
    results.finish(id, first.getBytes(StandardCharsets.UTF_8), Optional.empty());
    endWithoutRun.end(Messages.of(id), Verdict.EXPIRED, "late");

    assertThat(results.text(id)).isEqualTo(first);
    assertThat(reply()).isEqualTo(first);
    assertThat(told).containsExactly(id);
  }

  @Test
  void leavesASubmissionAloneThatBelongsToAnotherMessageAndEndsUnderItsOwnToken() {
    ledger.known(id, "{\"other\":1}", 1);
    var message = Messages.of(id);
    endWithoutRun.end(message, Verdict.EXPIRED, "late");

    assertThat(told).containsExactly(message.underOwnToken().id());
    assertThat(results.byId).containsOnlyKeys(message.underOwnToken().id());
  }

  @Test
  void endsASubmissionWhoseMessageIsNotAtHandAsFarAsItsRecordSaysWhatItIs() {
    assertThat(endWithoutRun.end(id, ledger.find(id), Verdict.CANCELLED, "on request")).isFalse();
    assertThat(results.byId).isEmpty();

    ledger.create(id, new byte[0], DESCRIPTION, Messages.NOW);
    assertThat(endWithoutRun.end(id, ledger.find(id), Verdict.CANCELLED, "on request")).isTrue();

    assertThat(results.text(id)).contains("\"status\":\"Cancelled\"", "\"total\":2", "python");
    assertThat(broker.sent).isEmpty();
    assertThat(told).containsExactly(id);
  }

  @Test
  void aDeadLetterThatAnOperatorHasRetriedEndsNothing() {
    var letter = Messages.of(id);
    ledger.again(id, letter.identity().messageId());

    endWithoutRun.end(letter, Verdict.INTERNAL_ERROR, "gave up");

    assertThat(results.stored(id)).isEmpty();
    assertThat(told).isEmpty();
  }
}
