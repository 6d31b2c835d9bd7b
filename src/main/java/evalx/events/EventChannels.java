package evalx.events;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.submission.SubmissionId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Carries notices between the nodes through Redis, to the subscribers of this one. */
@ApplicationScoped
class EventChannels implements EndAnnouncer {
  @Resource private ManagedThreadFactory threads;

  private Redis redis;
  private Subscribers subscribers;
  private List<Channel> channels = List.of();

  @SuppressWarnings("NullAway.Init")
  EventChannels() {}

  @Inject
  EventChannels(Redis redis, Subscribers subscribers) {
    this.redis = redis;
    this.subscribers = subscribers;
    this.channels =
        List.of(
            new Channel(
                redis,
                Keys.FINISHED,
                () -> subscribers.tellAll(Notice.MAY_HAVE_ENDED),
                message -> hear(message, Notice.MAY_HAVE_ENDED)),
            new Channel(
                redis,
                Keys.PROGRESS,
                () -> subscribers.tellAll(Notice.LOG_GREW),
                message -> hear(message, Notice.LOG_GREW)));
  }

  @Override
  public void announceEnd(SubmissionId id) {
    redis.publish(Keys.FINISHED, id.toString());
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event, Settings settings) {
    if (settings.node().role().serves()) {
      channels.forEach(channel -> threads.newThread(channel).start());
    }
  }

  @PreDestroy
  void close() {
    channels.forEach(Channel::close);
  }

  List<Channel> channels() {
    return channels;
  }

  private void hear(String message, Notice notice) {
    SubmissionId.parse(message).ifPresent(id -> subscribers.tell(id, notice));
  }
}
