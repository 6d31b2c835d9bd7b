package evalx.work;

import evalx.config.Settings;
import evalx.events.Channel;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.result.JobLedger;
import evalx.submission.SubmissionId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Carries cancellations to the worker that runs the job, through Redis. */
@ApplicationScoped
class CancelChannel implements CancelJob.Announcer {
  @Resource private ManagedThreadFactory threads;

  private Redis redis;
  private RunningJobs runningJobs;
  private JobLedger ledger;
  private List<Channel> channel = List.of();

  @SuppressWarnings("NullAway.Init")
  CancelChannel() {}

  @Inject
  CancelChannel(Redis redis, RunningJobs runningJobs, JobLedger ledger) {
    this.redis = redis;
    this.runningJobs = runningJobs;
    this.ledger = ledger;
    this.channel = List.of(new Channel(redis, Keys.CANCEL, this::lookIntoLedger, this::hear));
  }

  @Override
  public void announceCancel(SubmissionId id) {
    redis.publish(Keys.CANCEL, id.toString());
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event, Settings settings) {
    if (settings.node().role().works()) {
      channel.forEach(listening -> threads.newThread(listening).start());
    }
  }

  @PreDestroy
  void close() {
    channel.forEach(Channel::close);
  }

  Channel channel() {
    return channel.get(0);
  }

  private void hear(String message) {
    if (message.startsWith(RequeueJob.BACK)) {
      SubmissionId.parse(message.substring(RequeueJob.BACK.length()))
          .ifPresent(id -> runningJobs.putBack(id, "an operator has put it back"));
    } else {
      SubmissionId.parse(message).ifPresent(runningJobs::cancel);
    }
  }

  /** What was said while the connection was lost was not heard. */
  private void lookIntoLedger() {
    runningJobs.ids().stream().filter(ledger::isCancelled).forEach(runningJobs::cancel);
  }
}
