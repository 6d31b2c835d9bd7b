package evalx.completion;

import evalx.broker.QueueRoom;
import evalx.broker.Sender;
import evalx.config.Settings;
import evalx.events.EndAnnouncer;
import evalx.events.EventPublisher;
import evalx.format.ResultWriter;
import evalx.queue.Messages;
import evalx.queue.WebhookQueue;
import evalx.result.JobLedger;
import evalx.result.MemoryResults;
import evalx.webhook.WebhookProgress;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

/** All of the room as one, for the tests of others. */
public final class Completions {
  public final JmsReply reply;
  public final CompleteJob completeJob;
  public final EndWithoutRun endWithoutRun;

  public Completions(
      Sender broker,
      MemoryResults results,
      JobLedger ledger,
      DescribeMessage describeMessage,
      EndAnnouncer announcer,
      EventPublisher events) {
    reply = new JmsReply(broker, Settings.of(name -> null), events);
    completeJob =
        new CompleteJob(
            new StoreResult(new ResultWriter(), results),
            results,
            results,
            new Effects(List.of(reply, webhook(broker, results), new TellWaiters(announcer))),
            events);
    endWithoutRun =
        new EndWithoutRun(
            describeMessage,
            ledger,
            completeJob,
            "here",
            Clock.fixed(Messages.NOW, ZoneOffset.UTC));
  }

  private static SendWebhook webhook(Sender broker, MemoryResults results) {
    var queue = new WebhookQueue(broker, name -> new QueueRoom(1, 1));
    return new SendWebhook(new WebhookProgress(queue, results, attempt -> {}));
  }
}
