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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries notices between the nodes through Redis, to the subscribers of this one. Those of the
 * node on which a submission ends hear of it first, without Redis.
 */
@ApplicationScoped
class EventChannels implements EndAnnouncer {
  /** As many ends as may be on their way from this node to Redis and back. */
  private static final int MAX_ECHOES = 1_000;

  @Resource private ManagedThreadFactory threads;

  private Redis redis;
  private Subscribers subscribers;
  private List<Channel> channels = List.of();

  /** What was told here and has not come back yet. */
  private final Set<String> echoes =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MAX_ECHOES;
                }
              }));

  @SuppressWarnings("NullAway.Init")
  EventChannels() {}

  @Inject
  EventChannels(Redis redis, Subscribers subscribers) {
    this.redis = redis;
    this.subscribers = subscribers;
    this.channels =
        List.of(
            new Channel(redis, Keys.FINISHED, this::beginToHearEnds, this::hearEnd),
            new Channel(
                redis,
                Keys.PROGRESS,
                () -> subscribers.tellAll(Notice.LOG_GREW),
                message -> hear(message, Notice.LOG_GREW)));
  }

  @Override
  public void announceEnd(SubmissionId id) {
    if (subscribers.tell(id, Notice.MAY_HAVE_ENDED)) {
      echoes.add(id.toString());
    }
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

  /** What was said before comes back no more. */
  private void beginToHearEnds() {
    echoes.clear();
    subscribers.tellAll(Notice.MAY_HAVE_ENDED);
  }

  private void hearEnd(String message) {
    if (!echoes.remove(message)) {
      hear(message, Notice.MAY_HAVE_ENDED);
    }
  }

  private void hear(String message, Notice notice) {
    SubmissionId.parse(message).ifPresent(id -> subscribers.tell(id, notice));
  }
}
