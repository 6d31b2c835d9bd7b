package evalx.result;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The deliveries in Redis, a hash for each, which {@link ResultStore} makes with the result. */
@Singleton
public class WebhookStates implements Webhooks {
  private static final Script RECORD =
      Script.of(
              """
              if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then
                redis.call('HSET', KEYS[1], 'phase', ARGV[2], 'attempts', ARGV[3], 'json', ARGV[4])
              end
              """)
          .repeatable();

  private final Redis redis;

  @Inject
  public WebhookStates(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Optional<Webhook> find(SubmissionId id) {
    var fields = redis.fields(Keys.webhook(id));
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Webhook(
                fields.getOrDefault("id", ""),
                URI.create(fields.getOrDefault("url", "")),
                WebhookState.Phase.PENDING.name().equals(fields.get("phase")),
                Integer.parseInt(fields.getOrDefault("attempts", "0"))));
  }

  @Override
  public void record(SubmissionId id, String webhook, WebhookState state) {
    redis.run(
        RECORD, List.of(Keys.webhook(id)), webhook, state.phase(), state.attempts(), state.json());
  }
}
