package evalx.queue;

import evalx.broker.Sender;
import evalx.config.Settings;
import evalx.execution.RunHandle;
import evalx.format.ResultWriter;
import evalx.format.SubmissionWriter;
import evalx.intake.SubmissionRules;
import evalx.node.DriverChoice;
import evalx.node.Workers;
import evalx.notification.FinishedChannel;
import evalx.result.JobStates;
import evalx.result.ResultStore;
import evalx.submission.SubmissionEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Puts the parts of the queue together. */
@ApplicationScoped
class Assembly {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Produces
  @Singleton
  Replies replies(Sender broker, Settings settings, Event<ReplyRefused> refused) {
    return new Replies(
        broker, settings.jobs().resultTtl(), token -> refused.fire(new ReplyRefused(token)));
  }

  @Produces
  @Singleton
  Finish finish(
      ResultWriter writer,
      ResultStore results,
      Replies replies,
      FinishedChannel channel,
      Event<SubmissionEvent> finished) {
    return new Finish(
        writer,
        results,
        replies,
        channel::announce,
        result -> finished.fire(new SubmissionEvent.Finished(result)));
  }

  @Produces
  @Singleton
  HandleDelivery handleDelivery(
      SubmissionRules rules,
      JobStates states,
      ResultStore results,
      DriverChoice drivers,
      Workers workers,
      Outages outages,
      Finish finish,
      Replies replies,
      Sender broker,
      Settings settings) {
    var jobs = settings.jobs();
    return new HandleDelivery(
        rules,
        states,
        results,
        new JobGate(jobs.maxConcurrent(), jobs.maxTime().multipliedBy(2)),
        () -> new Patience(() -> outages.current().isEmpty(), jobs.outageWait(), PAUSE),
        new Versions(drivers::lacksVersion, workers::offer),
        (job, listener) -> drivers.run(job, listener, new RunHandle()),
        finish,
        replies,
        new DeadLetters(broker),
        new HandBack(broker, Clock.systemUTC()));
  }

  @Produces
  @Singleton
  EndToken endToken(SubmissionRules rules, JobStates states, Finish finish, Settings settings) {
    return new EndToken(rules, states, finish, settings.worker(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  ReadMessage readMessage(Settings settings) {
    return new ReadMessage(
        SubmissionWriter.maxBytes(settings.http().maxBodyBytes()),
        settings.broker().user().name(),
        Clock.systemUTC());
  }
}
