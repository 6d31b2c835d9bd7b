package evalx.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
import evalx.broker.QueueRoom;
import evalx.broker.SendRefused;
import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.events.SubmissionObserver;
import evalx.format.ResultWriter;
import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.queue.WebhookQueue;
import evalx.result.MemoryResults;
import evalx.result.WebhookId;
import evalx.result.WebhookState;
import evalx.submission.Caller;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import evalx.webhook.WebhookProgress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompleteJobTest {
  private final SubmissionId id = SubmissionId.random();
  private final JobMessage request = Messages.of(id);
  private final RecordingSender broker = new RecordingSender();
  private final MemoryResults results = new MemoryResults();
  private final List<String> order = new ArrayList<>();
  private final List<String> repeated = new ArrayList<>();
  private final List<SubmissionId> countedOut = new ArrayList<>();
  private final EventPublisher events = new EventPublisher(List.of(new Observer()));
  private final CompleteJob completeJob =
      new CompleteJob(
          new StoreResult(new ResultWriter(), results),
          results,
          results,
          new Effects(
              List.of(
                  new JmsReply(broker, Settings.of(name -> null), events),
                  new CountJobOut(
                      (owner, ended) -> countedOut.add(ended), Settings.of(name -> null)),
                  new TellWaiters(
                      told -> order.add("told with " + broker.sent.size() + " replies")),
                  new SendWebhook(
                      new WebhookProgress(
                          new WebhookQueue(broker, name -> new QueueRoom(1, 1)),
                          results,
                          attempt -> {})))),
          events);

  private final class Observer implements SubmissionObserver {
    @Override
    public void observe(SubmissionEvent event) {
      order.add("observed");
      throw new IllegalArgumentException("a time of 1970");
    }

    @Override
    public void endRepeated(byte[] json, Optional<Caller> caller) {
      repeated.add(new String(json, StandardCharsets.UTF_8));
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
    assertThat(repeated).as("told for those who may not have heard").containsExactly(first, first);
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

  private List<Outgoing> webhooks() {
    return broker.to("evalx.webhooks");
  }

  @Test
  void aResultWithAReceiverIsPutOnItsWayOnceForAllRepeats() {
    var receiver = URI.create("https://example.org/results");
    completeJob.complete(request, SampleResults.of(id, Verdict.ACCEPTED, Optional.of(receiver)));
    completeJob.repeatEffects(request);

    assertThat(webhooks())
        .hasSize(2)
        .extracting(sent -> sent.headers().duplicateId())
        .containsOnly(WebhookId.of(results.byId.get(id)) + ":1:0");
    assertThat(webhooks().get(0).property("evalx_token")).isEqualTo(id.toString());
  }

  @Test
  void aWebhookThatHasItsReceiverIsNotRepeated() {
    var receiver = URI.create("https://example.org/results");
    completeJob.complete(request, SampleResults.of(id, Verdict.ACCEPTED, Optional.of(receiver)));
    var delivered =
        new WebhookState(WebhookState.Phase.DELIVERED, 1, Optional.of(200), Optional.empty());
    results.record(id, WebhookId.of(results.byId.get(id)), delivered);

    completeJob.repeatEffects(request);

    assertThat(webhooks()).hasSize(1);
  }

  /** Its job is delivered again, four times in half a minute. */
  @Test
  void aWebhookThatFindsItsQueueFullComesAgainAndIsGivenUpAfterAWhileAndNothingElse() {
    broker.failure = new QueueFull("full", new IllegalStateException("test"));
    var receiver = Optional.of(URI.create("https://example.org/results"));

    assertThatThrownBy(
            () -> completeJob.complete(request, SampleResults.of(id, Verdict.ACCEPTED, receiver)))
        .isInstanceOf(BrokerAway.class);
    assertThat(order).as("who waits hears of it all the same").contains("told with 0 replies");
    assertThatThrownBy(() -> completeJob.repeatEffects(Messages.deliveredFor(request, 4)))
        .isInstanceOf(BrokerAway.class);
    assertThat(results.find(id).orElseThrow().isPending()).isTrue();

    completeJob.repeatEffects(Messages.deliveredFor(request, 5));

    assertThat(results.find(id).orElseThrow().isPending()).isFalse();
    assertThat(order).filteredOn("observed"::equals).hasSize(1);
  }

  @Test
  void aWebhookOfAnEndWithoutAMessageDoesNotWaitForItsQueue() {
    broker.failure = new QueueFull("full", new IllegalStateException("test"));
    var receiver = Optional.of(URI.create("https://example.org/results"));

    completeJob.completeWithoutMessage(SampleResults.of(id, Verdict.CANCELLED, receiver));

    assertThat(results.find(id).orElseThrow().isPending()).isFalse();
  }

  /** The queue is EvalX's own, and is there again when the broker is. */
  @Test
  void aWebhookThatTheBrokerHasNoQueueForComesAgain() {
    broker.failure = new SendRefused("no queue", new IllegalStateException("test"));
    var receiver = Optional.of(URI.create("https://example.org/results"));

    assertThatThrownBy(
            () -> completeJob.complete(request, SampleResults.of(id, Verdict.ACCEPTED, receiver)))
        .isInstanceOf(BrokerAway.class);

    assertThat(results.find(id).orElseThrow().isPending()).isTrue();
    broker.failure = null;
    completeJob.repeatEffects(request);
    assertThat(webhooks()).hasSize(1);
  }

  @Test
  void aSubmissionWithoutAResultHasNoEffects() {
    completeJob.repeatEffects(request);

    assertThat(broker.sent).isEmpty();
    assertThat(order).isEmpty();
  }
}
