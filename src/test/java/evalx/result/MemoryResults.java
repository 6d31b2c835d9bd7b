package evalx.result;

import evalx.redis.RedisAway;
import evalx.redis.RedisFull;
import evalx.submission.SubmissionId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Results in memory, with Redis away as many times as a test says. */
public final class MemoryResults implements Results, Webhooks {
  public final Map<SubmissionId, byte[]> byId = new ConcurrentHashMap<>();
  public final Map<SubmissionId, Webhook> webhooks = new ConcurrentHashMap<>();
  public int away;

  /** Whose the webhooks of the next results are. */
  public String owner = "name:shop";

  /** How many writes find no room. */
  public int full;

  @Override
  public boolean finish(SubmissionId id, byte[] json, Optional<URI> webhook) {
    if (away > 0) {
      away--;
      throw new RedisAway(new IllegalStateException("test"));
    }
    if (full > 0) {
      full--;
      throw new RedisFull(new IllegalStateException("test"));
    }
    var isFirst = byId.putIfAbsent(id, json) == null;
    if (isFirst) {
      webhook.ifPresent(
          url -> webhooks.put(id, new Webhook(WebhookId.of(json), url, owner, true, 0)));
    }
    return isFirst;
  }

  @Override
  public Optional<Webhook> find(SubmissionId id) {
    return Optional.ofNullable(webhooks.get(id));
  }

  @Override
  public void record(SubmissionId id, String webhook, WebhookState state) {
    webhooks.computeIfPresent(
        id,
        (key, known) ->
            known.id().equals(webhook) && isNews(known, state)
                ? new Webhook(
                    webhook,
                    known.url(),
                    known.owner(),
                    state.phase() == WebhookState.Phase.PENDING,
                    state.attempts())
                : known);
  }

  private static boolean isNews(Webhook known, WebhookState state) {
    return state.phase() == WebhookState.Phase.DELIVERED
        || (known.isPending() && known.attempts() <= state.attempts());
  }

  @Override
  public Optional<byte[]> stored(SubmissionId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The result of a submission as text. */
  public String text(SubmissionId id) {
    return new String(byId.get(id), StandardCharsets.UTF_8);
  }
}
