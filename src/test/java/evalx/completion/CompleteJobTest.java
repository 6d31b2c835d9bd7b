package evalx.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.events.SubmissionObserver;
import evalx.format.ResultWriter;
import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.result.MemoryResults;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompleteJobTest {
  private final SubmissionId id = SubmissionId.random();
  private final JobMessage request = Messages.of(id);
  private final RecordingSender broker = new RecordingSender();
  private final MemoryResults results = new MemoryResults();
  private final List<String> order = new ArrayList<>();
  private final List<SubmissionId> countedOut = new ArrayList<>();
  private final EventPublisher events = new EventPublisher(List.of(new Observer()));
  private final CompleteJob completeJob =
      new CompleteJob(
          new StoreResult(new ResultWriter(), results),
          results,
          new Effects(
              List.of(
                  new JmsReply(broker, Settings.of(name -> null), events),
                  new CountJobOut(
                      (owner, ended) -> countedOut.add(ended), Settings.of(name -> null)),
                  new TellWaiters(
                      told -> order.add("told with " + broker.sent.size() + " replies")))),
          events);

  private final class Observer implements SubmissionObserver {
    @Override
    public void observe(SubmissionEvent event) {
      order.add("observed");
      throw new IllegalArgumentException("a time of 1970");
    }
  }

  @Test
  void storesRepliesTellsAndThenLetsObserversKnow() {
    completeJob.complete(request, SampleResults.of(id, Verdict.ACCEPTED));

    assertThat(results.text(id)).contains("\"status\":\"Accepted\"");
    assertThat(RecordingSender.text(broker.to(Messages.REPLIES).get(0)))
        .isEqualTo(results.text(id));
    assertThat(order).containsExactly("told with 1 replies", "observed");
  }

  /** Such as that of a cancelled submission, which its client removed before the message came. */
  @Test
  void aJobWhoseResultIsGoneCountsNoLonger() {
    completeJob.repeatEffects(request);

    assertThat(countedOut).containsExactly(id);
    assertThat(broker.sent).isEmpty();
  }

  @Test
  void theFirstResultStaysAndItsEffectsAreRepeated() {
    completeJob.complete(request, SampleResults.of(id, Verdict.ACCEPTED));
    var first = results.text(id);
    completeJob.complete(request, SampleResults.of(id, Verdict.WRONG_ANSWER));
    completeJob.repeatEffects(request);

    assertThat(results.text(id)).isEqualTo(first);
    assertThat(broker.to(Messages.REPLIES))
        .hasSize(3)
        .allMatch(sent -> RecordingSender.text(sent).equals(first));
    assertThat(order).filteredOn("observed"::equals).hasSize(1);
  }

  @Test
  void aReplyThatABrokerOutagePreventsIsRepeatedAndTheEndIsObservedOnce() {
    broker.failure = new BrokerAway("away");
    assertThatThrownBy(() -> completeJob.complete(request, SampleResults.of(id, Verdict.ACCEPTED)))
        .isInstanceOf(BrokerAway.class);
    assertThat(order).containsExactly("observed");

    broker.failure = null;
    completeJob.repeatEffects(request);

    assertThat(broker.to(Messages.REPLIES)).hasSize(1);
    assertThat(order).containsExactly("observed", "told with 1 replies");
  }

  @Test
  void aSubmissionWithoutAResultHasNoEffects() {
    completeJob.repeatEffects(request);

    assertThat(broker.sent).isEmpty();
    assertThat(order).isEmpty();
  }
}
