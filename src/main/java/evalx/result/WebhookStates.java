package evalx.result;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The deliveries in Redis, a hash for each, which {@link ResultStore} makes with the result. */
@Singleton
class WebhookStates implements Webhooks {
  private static final Script RECORD =
      Script.of(
              """
              local known = redis.call('HMGET', KEYS[1], 'id', 'phase', 'attempts')
              local id, phase, attempts = known[1], known[2], tonumber(known[3])
              if id ~= ARGV[1] then
                return
              end
              local is_next = phase == ARGV[6] and attempts <= tonumber(ARGV[3])
              if ARGV[2] == ARGV[5] or is_next then
                redis.call('HSET', KEYS[1], 'phase', ARGV[2], 'attempts', ARGV[3], 'json', ARGV[4])
              end
              """)
          .repeatable();

  /**
   * Also fails unless writes are taken, where there is none: a server whose place another has taken
   * goes on to answer, and what it does not know may be known there.
   */
  private static final Script FIND =
      Script.of(
              """
              local fields = redis.call('HMGET', KEYS[1], 'id', 'url', 'phase', 'attempts')
              if fields[1] then
                fields[5] = redis.call('HGET', KEYS[2], 'owner') or ''
                return fields
              end
              redis.call('HDEL', KEYS[1], '')
              return {}
              """)
          .repeatable();

  private final Redis redis;

  @Inject
  WebhookStates(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Optional<Webhook> find(SubmissionId id) {
    var fields = (List<?>) redis.run(FIND, List.of(Keys.webhook(id), Keys.state(id)));
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Webhook(
                text(fields, 0),
                URI.create(text(fields, 1)),
                text(fields, 4),
                WebhookState.Phase.PENDING.name().equals(text(fields, 2)),
                Integer.parseInt(text(fields, 3))));
  }

  private static String text(List<?> fields, int index) {
    return new String((byte[]) fields.get(index), StandardCharsets.UTF_8);
  }

  @Override
  public void record(SubmissionId id, String webhook, WebhookState state) {
    redis.run(
        RECORD,
        List.of(Keys.webhook(id)),
        webhook,
        state.phase(),
        state.attempts(),
        state.json(),
        WebhookState.Phase.DELIVERED,
        WebhookState.Phase.PENDING);
  }
}
