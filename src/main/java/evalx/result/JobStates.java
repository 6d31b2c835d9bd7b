package evalx.result;

import evalx.config.JobSettings;
import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.submission.Encoding;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The ledger in Redis: a hash for each job that is not forgotten yet. */
@Singleton
public class JobStates implements JobLedger {
  /** Bytes of the events in the log of a job that somebody follows. */
  static final int MAX_LOG_BYTES = 1 << 20;

  private static final Duration MARGIN = Duration.ofHours(1);

  /** The field that counts deliveries to a full queue. */
  private static final String FULL_QUEUE = "full_queue";

  private final Redis redis;
  private final StoreSpace space;
  private final Duration ttl;
  private final int maxSuspects;

  @Inject
  public JobStates(Redis redis, StoreSpace space, Settings settings) {
    this.redis = redis;
    this.space = space;
    this.ttl = ttl(settings.runs().jobs());
    this.maxSuspects = Math.max(1, settings.runs().jobs().maxConcurrent() / SUSPECT_SHARE);
  }

  /** How long the state of a job is kept, which is longer than the job can live. */
  public static Duration ttl(JobSettings jobs) {
    return jobs.taskTtl().plus(jobs.maxTime().multipliedBy(MAX_ATTEMPTS)).plus(MARGIN);
  }

  @Override
  public boolean create(SubmissionId id, byte[] body, JobDescription description, Instant queued) {
    if (!space.hasRoom()) {
      throw new StoreFull();
    }
    var status =
        redis.run(
            StateScripts.CREATE,
            List.of(Keys.state(id)),
            BodyHash.of(body),
            queued,
            Phase.IN_QUEUE.label(),
            ttl.toMillis(),
            description.language(),
            description.encoding(),
            description.total(),
            description.owner(),
            webhook(description));
    return !text(status).equals(ResultStore.FINISHED);
  }

  @Override
  public boolean hasEnded(SubmissionId id) {
    return ResultStore.FINISHED.equals(redis.fields(Keys.state(id)).get("status"));
  }

  /** Empty where there is none. */
  static String webhook(JobDescription description) {
    return description.webhook().map(URI::toString).orElse("");
  }

  /** Not a job that a worker has after all, because only the broker's answer was lost. */
  @Override
  public void forget(SubmissionId id) {
    redis.run(StateScripts.FORGET, List.of(Keys.state(id)), Phase.IN_QUEUE.label());
  }

  @Override
  public Start start(StartRequest request) {
    var reply =
        redis.run(
            StateScripts.START,
            keys(request.id()),
            request.bodyHash(),
            request.run(),
            request.uncounted(),
            request.queued(),
            request.group(),
            maxSuspects,
            space.hasRoom(),
            MAX_ATTEMPTS,
            SUSPECT_DEATHS,
            SUSPECT_SHARE,
            ttl.toMillis(),
            Phase.PROCESSING.label(),
            ResultStore.FINISHED);
    var words = text(reply).split(" ", -1);
    return switch (words[0]) {
      case "attempt" ->
          new Start.Attempt(
              number(words[1]), number(words[2]), number(words[3]) == 1, request.group() > 1);
      case "suspect" -> new Start.Suspect(number(words[1]));
      case "finished" -> new Start.Finished();
      case "cancelled" -> new Start.Cancelled();
      case "exhausted" -> new Start.Exhausted(number(words[1]), number(words[2]));
      case "conflict" -> new Start.Conflict();
      case "full" -> throw new StoreFull();
      default -> throw new IllegalStateException(words[0]);
    };
  }

  @Override
  public void describe(SubmissionId id, JobDescription description) {
    redis.run(
        StateScripts.DESCRIBE,
        List.of(Keys.state(id)),
        description.language(),
        description.encoding(),
        description.total(),
        description.owner(),
        webhook(description),
        ttl.toMillis());
  }

  @Override
  public void recordFailedAttempt(SubmissionId id) {
    backInQueue(id, 0, 1);
  }

  @Override
  public void backInQueue(SubmissionId id, int refund) {
    backInQueue(id, refund, 0);
  }

  private void backInQueue(SubmissionId id, int refund, int survived) {
    redis.run(
        StateScripts.BACK_IN_QUEUE,
        keys(id),
        refund,
        survived,
        Phase.IN_QUEUE.label(),
        ResultStore.FINISHED);
  }

  @Override
  public void foundQueueFull(SubmissionId id) {
    redis.run(StateScripts.COUNT, List.of(Keys.state(id)), FULL_QUEUE);
  }

  @Override
  public void keepLonger(SubmissionId id) {
    redis.run(StateScripts.KEEP, List.of(Keys.state(id)), ttl.toMillis());
  }

  @Override
  public int deliveriesToFullQueue(SubmissionId id) {
    return number(redis.fields(Keys.state(id)).getOrDefault(FULL_QUEUE, "0"));
  }

  @Override
  public JobSignals progress(SubmissionId id, int attempt, int done, List<LoggedEvent> events) {
    var values = new ArrayList<Object>();
    Collections.addAll(values, id, attempt, done, Keys.PROGRESS, ResultStore.FINISHED);
    Collections.addAll(values, MAX_LOG_BYTES, ttl.toMillis());
    for (LoggedEvent event : events) {
      Collections.addAll(values, event.kind().word(), event.number(), event.json());
    }
    var keys = List.of(Keys.state(id), Keys.events(id));
    var bits = ((Long) redis.run(StateScripts.PROGRESS, keys, values.toArray())).intValue();
    return new JobSignals((bits & 1) != 0, (bits & 2) != 0);
  }

  @Override
  public Cancellation cancel(SubmissionId id) {
    var was =
        redis.run(
            StateScripts.FLAG, keys(id), "cancelled", ResultStore.FINISHED, Phase.IN_QUEUE.label());
    return Cancellation.valueOf(text(was).toUpperCase(Locale.ROOT));
  }

  @Override
  public boolean isCancelled(SubmissionId id) {
    return redis.fields(Keys.state(id)).containsKey("cancelled");
  }

  @Override
  public JobRecord find(SubmissionId id) {
    var fields = redis.fields(Keys.state(id));
    return new JobRecord(
        Optional.ofNullable(fields.get("hash")),
        number(fields.getOrDefault("attempts", "0")),
        Optional.ofNullable(fields.get("queued_at")).map(Instant::parse),
        description(fields),
        Optional.ofNullable(fields.get("letter")));
  }

  private static Optional<JobDescription> description(Map<String, String> fields) {
    var language = fields.get("language");
    var encoding = fields.get("encoding");
    var total = fields.get("total");
    var owner = fields.get("owner");
    return language == null || encoding == null || total == null || owner == null
        ? Optional.empty()
        : Optional.of(
            new JobDescription(
                language,
                Encoding.valueOf(encoding),
                Integer.parseInt(total),
                owner,
                Optional.of(fields.getOrDefault("webhook", ""))
                    .filter(url -> !url.isEmpty())
                    .map(URI::create)));
  }

  private static List<String> keys(SubmissionId id) {
    return List.of(Keys.state(id), Keys.result(id));
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, StandardCharsets.UTF_8);
  }
}
