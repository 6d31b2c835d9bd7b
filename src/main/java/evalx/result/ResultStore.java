package evalx.result;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results: each is written once, whole and final, and kept for a while. */
@Singleton
public class ResultStore implements Results, ResultLookup {
  /** The phase a state keeps after its job has ended, so that a late redelivery does not run. */
  static final String FINISHED = Phase.FINISHED.label();

  /** Bytes of a packed result that are loaded with the look-up. */
  static final int MAX_INLINE = 64 << 10;

  private static final Script FINISH = Script.load("finish").repeatable();
  private static final Script FIND = Script.load("find").repeatable();

  private static final Script REMOVE = Script.load("remove");

  private static final Script LOAD =
      Script.of(
              """
              local result = redis.call('GET', KEYS[1])
              return result and {result, redis.call('HGET', KEYS[2], 'json') or nil} or {}
              """)
          .repeatable();

  /** How long after its last attempt the state of a webhook can be read at least. */
  private static final Duration LAST_ATTEMPT = Duration.ofMinutes(5);

  private final Redis redis;
  private final Duration ttl;
  private final Duration webhookTtl;
  private final KeptResults kept;

  @Inject
  public ResultStore(Redis redis, Settings settings, KeptResults kept) {
    this.redis = redis;
    this.ttl = settings.runs().jobs().resultTtl();
    this.webhookTtl = longestTtl(settings);
    this.kept = kept;
  }

  /** How long a result is kept at most: until the last attempt of its webhook is known. */
  static Duration longestTtl(Settings settings) {
    var ofWebhook = settings.webhooks().retries().maxTime().plus(LAST_ATTEMPT);
    var ofResult = settings.runs().jobs().resultTtl();
    return ofResult.compareTo(ofWebhook) > 0 ? ofResult : ofWebhook;
  }

  @Override
  public boolean finish(SubmissionId token, byte[] json, Optional<URI> webhook) {
    var keys =
        List.of(Keys.result(token), Keys.state(token), Keys.events(token), Keys.webhook(token));
    var values = new ArrayList<Object>();
    var packed = StoredResult.of(json).packed();
    var time = webhook.isPresent() ? webhookTtl : ttl;
    values.add(packed);
    values.add(time.toMillis());
    values.add(FINISHED);
    if (webhook.isPresent()) {
      values.addAll(List.of(WebhookId.of(json), webhook.get()));
      values.addAll(List.of(WebhookState.NEW.phase(), WebhookState.NEW.json()));
    }
    var answer = redis.run(FINISH, keys, values.toArray());
    if (answer instanceof List<?> stored) {
      count(stored, packed.length, time, 1);
      return true;
    }
    return Long.valueOf(1).equals(answer);
  }

  /**
   * Counts a result for its caller.
   *
   * @param known the caller's key, and the bytes of its log of events
   */
  private void count(List<?> known, long bytes, Duration time, int sign) {
    var logged = Long.parseLong(text(known, 1));
    kept.add(text(known, 0), time, sign * (bytes + logged + KeptResults.OVERHEAD));
  }

  @Override
  public Optional<StoredResult> load(SubmissionId token) {
    var answer = (List<?>) redis.run(LOAD, List.of(Keys.result(token), Keys.webhook(token)));
    return answer.isEmpty() ? Optional.empty() : Optional.of(stored(answer, 0));
  }

  /** A result, and after it its webhook where it has one. */
  private static StoredResult stored(List<?> answer, int index) {
    var webhook = answer.size() > index + 1 ? (byte[]) answer.get(index + 1) : null;
    return new StoredResult((byte[]) answer.get(index), Optional.ofNullable(webhook));
  }

  @Override
  public Optional<byte[]> stored(SubmissionId id) {
    return Optional.ofNullable(redis.get(Keys.result(id)))
        .map(packed -> new StoredResult(packed).json());
  }

  @Override
  public boolean remove(SubmissionId id) {
    var keys = List.of(Keys.result(id), Keys.state(id), Keys.events(id), Keys.webhook(id));
    var removed = (List<?>) redis.run(REMOVE, keys);
    if (!removed.isEmpty()) {
      var left = Duration.ofMillis((Long) removed.get(3));
      count(removed, (Long) removed.get(2), left, -1);
    }
    return !removed.isEmpty();
  }

  @Override
  public Lookup find(SubmissionId token, Caller viewer) {
    var keys = List.of(Keys.result(token), Keys.state(token), Keys.webhook(token));
    var key = viewer.seesAll() ? "" : viewer.key();
    var answer = (List<?>) redis.run(FIND, keys, MAX_INLINE, FINISHED, key);
    return switch (text(answer, 0)) {
      case "result" -> new Lookup.Finished(stored(answer, 1));
      case "large" -> new Lookup.FinishedLarge(Math.toIntExact((Long) answer.get(1)));
      case "state" ->
          new Lookup.InProgress(
              text(answer, 1),
              Integer.parseInt(text(answer, 2)),
              Integer.parseInt(text(answer, 3)));
      case "unknown" -> new Lookup.Unknown();
      default -> throw new IllegalStateException(text(answer, 0));
    };
  }

  private static String text(List<?> answer, int index) {
    return new String((byte[]) answer.get(index), StandardCharsets.UTF_8);
  }
}
