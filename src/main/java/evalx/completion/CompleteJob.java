package evalx.completion;

import evalx.events.EventPublisher;
import evalx.queue.JobMessage;
import evalx.result.Results;
import evalx.result.Webhook;
import evalx.result.Webhooks;
import evalx.submission.Caller;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The end of a submission: its result is stored unless it has one, then all effects follow in a
 * fixed order. The acknowledgement of the message comes after, so a broken end is repeated, without
 * its first step, when the message is delivered again.
 */
@Singleton
public class CompleteJob {
  private final StoreResult storeResult;
  private final Results results;
  private final Webhooks webhooks;
  private final List<Effect> effects;
  private final EventPublisher events;

  @Inject
  CompleteJob(
      StoreResult storeResult,
      Results results,
      Webhooks webhooks,
      Effects effects,
      EventPublisher events) {
    this.storeResult = storeResult;
    this.results = results;
    this.webhooks = webhooks;
    this.effects = effects.inOrder();
    this.events = events;
  }

  /** Ends the submission of a message with a result, or with the one it has already. */
  public void complete(JobMessage request, Result result) {
    complete(Optional.of(request), result);
  }

  /** Ends a submission whose message is still in its queue, or with another worker. */
  public void completeWithoutMessage(Result result) {
    complete(Optional.empty(), result);
  }

  private void complete(Optional<JobMessage> request, Result result) {
    var stored = storeResult.store(result);
    if (stored.isEmpty()) {
      repeat(result.id(), request);
      return;
    }
    try {
      apply(new Ended(result.id(), request, stored.get(), result.subject().webhook().isPresent()));
    } finally {
      // Last, so that no observer keeps a client waiting; always, because it happens only once.
      events.publish(new SubmissionEvent.Finished(result, caller(request)));
    }
  }

  /** Repeats the effects of the result that the submission of a message has. */
  public void repeatEffects(JobMessage request) {
    repeat(request.id(), Optional.of(request));
  }

  private void repeat(SubmissionId id, Optional<JobMessage> request) {
    results
        .stored(id)
        .ifPresentOrElse(
            json -> {
              apply(new Ended(id, request, json, awaitsWebhook(id)));
              events.endRepeated(id, json, caller(request));
            },
            () -> request.ifPresent(this::applyRest));
  }

  private static Optional<Caller> caller(Optional<JobMessage> request) {
    return request.map(message -> message.origin().caller());
  }

  private boolean awaitsWebhook(SubmissionId id) {
    return webhooks.find(id).filter(Webhook::isPending).isPresent();
  }

  private void applyRest(JobMessage request) {
    effects.forEach(effect -> effect.applyWithoutResult(request));
  }

  private void apply(Ended ended) {
    effects.forEach(effect -> effect.apply(ended));
  }
}
