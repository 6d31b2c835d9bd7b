package evalx.result;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Encoding;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ledger in Redis: a hash for each job that is not forgotten yet. */
@Singleton
public class JobStates implements JobLedger {
  /** The channel on which those who follow a job hear of its test cases. */
  public static final String PROGRESS_CHANNEL = "evalx:progress";

  private static final Duration MARGIN = Duration.ofHours(1);

  private static final Script START =
      new Script(
          """
          local state, result = KEYS[1], KEYS[2]
          local body_hash, uncounted, max_attempts = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
          local suspect_deaths, alone, queued_at, ttl = tonumber(ARGV[4]), ARGV[5], ARGV[6], ARGV[7]
          local finished, processing, run = ARGV[8], ARGV[9], ARGV[10]

          local known = redis.call('HMGET', state, 'hash', 'status', 'cancelled', 'attempts', 'run',
            'survived', 'watched')
          if known[1] and known[1] ~= body_hash then return 'conflict' end
          if redis.call('EXISTS', result) == 1 or known[2] == finished then return 'finished' end
          if known[3] then return 'cancelled' end

          local attempts = tonumber(known[4] or '0')
          if known[5] == run then attempts = attempts - 1 end
          attempts = math.max(attempts, uncounted)
          local counted = attempts - uncounted
          local deaths = math.max(0, counted - tonumber(known[6] or '0'))
          if counted >= max_attempts then return 'exhausted ' .. counted .. ' ' .. deaths end
          if deaths >= suspect_deaths and alone ~= '1' then return 'suspect' end

          redis.call('HSETNX', state, 'queued_at', queued_at)
          redis.call('HSETNX', state, 'total', '0')
          redis.call('HSET', state, 'hash', body_hash, 'status', processing, 'done', '0',
            'attempts', attempts + 1, 'run', run)
          redis.call('PEXPIRE', state, ttl)
          return 'attempt ' .. (counted + 1) .. ' ' .. deaths .. ' ' .. (known[7] or '0')
          """);

  private static final Script CREATE =
      new Script(
          """
          redis.call('HSET', KEYS[1], 'hash', ARGV[1], 'queued_at', ARGV[2], 'status', ARGV[3],
            'language', ARGV[4], 'encoding', ARGV[5], 'total', ARGV[6], 'done', '0', 'attempts', '0')
          redis.call('PEXPIRE', KEYS[1], ARGV[7])
          return 'ok'
          """);

  private static final Script DESCRIBE =
      new Script(
          """
          if redis.call('EXISTS', KEYS[1]) == 1 then
            redis.call('HSET', KEYS[1], 'language', ARGV[1], 'encoding', ARGV[2], 'total', ARGV[3])
          end
          return 'ok'
          """);

  private static final Script BACK_IN_QUEUE =
      new Script(
          """
          local state, result = KEYS[1], KEYS[2]
          local refund, survived, in_queue, finished = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
          local status = redis.call('HGET', state, 'status')
          if not status or status == finished or redis.call('EXISTS', result) == 1 then
            return 'ok'
          end
          redis.call('HINCRBY', state, 'survived', survived)
          redis.call('HSET', state, 'status', in_queue, 'done', '0')
          if refund > 0 then
            local attempts = tonumber(redis.call('HGET', state, 'attempts') or '0')
            redis.call('HSET', state, 'attempts', math.max(0, attempts - refund))
            redis.call('HDEL', state, 'run')
          end
          return 'ok'
          """);

  private static final Script PROGRESS =
      new Script(
          """
          local state, done, channel, events = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
          local known = redis.call('HMGET', state, 'status', 'watched', 'cancelled')
          if not known[1] or known[1] == ARGV[4] then return 0 end
          redis.call('HSET', state, 'done', done)
          if events ~= '' then redis.call('PUBLISH', channel, events) end
          return (known[2] and 1 or 0) + (known[3] and 2 or 0)
          """);

  private static final Script FLAG =
      new Script(
          """
          local status = redis.call('HGET', KEYS[1], 'status')
          if redis.call('EXISTS', KEYS[2]) == 1 or status == ARGV[2] then return 'finished' end
          if not status then return 'unknown' end
          redis.call('HSET', KEYS[1], ARGV[1], '1')
          return status == ARGV[3] and 'waiting' or 'running'
          """);

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public JobStates(Redis redis, Settings settings) {
    this.redis = redis;
    var jobs = settings.jobs();
    this.ttl = jobs.taskTtl().plus(jobs.maxTime().multipliedBy(MAX_ATTEMPTS)).plus(MARGIN);
  }

  @Override
  public void create(SubmissionId id, byte[] body, JobDescription description, Instant queued) {
    redis.run(
        CREATE,
        List.of(Keys.state(id)),
        values(
            BodyHash.of(body),
            queued,
            Phase.IN_QUEUE.label(),
            description.language(),
            description.encoding(),
            description.total(),
            ttl.toMillis()));
  }

  @Override
  public void forget(SubmissionId id) {
    redis.delete(Keys.state(id));
  }

  @Override
  public Start start(StartRequest request) {
    var reply =
        redis.run(
            START,
            keys(request.id()),
            values(
                request.bodyHash(),
                request.uncounted(),
                MAX_ATTEMPTS,
                SUSPECT_DEATHS,
                request.alone() ? 1 : 0,
                request.queued(),
                ttl.toMillis(),
                ResultStore.FINISHED,
                Phase.PROCESSING.label(),
                request.run()));
    var words = text(reply).split(" ");
    return switch (words[0]) {
      case "attempt" ->
          new Start.Attempt(number(words[1]), number(words[2]), number(words[3]) == 1);
      case "suspect" -> new Start.Suspect();
      case "finished" -> new Start.Finished();
      case "cancelled" -> new Start.Cancelled();
      case "exhausted" -> new Start.Exhausted(number(words[1]), number(words[2]));
      case "conflict" -> new Start.Conflict();
      default -> throw new IllegalStateException(words[0]);
    };
  }

  @Override
  public void describe(SubmissionId id, JobDescription description) {
    redis.run(
        DESCRIBE,
        List.of(Keys.state(id)),
        values(description.language(), description.encoding(), description.total()));
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
        BACK_IN_QUEUE,
        keys(id),
        values(refund, survived, Phase.IN_QUEUE.label(), ResultStore.FINISHED));
  }

  @Override
  public JobSignals progress(SubmissionId id, int done, String events) {
    var reply =
        redis.run(
            PROGRESS,
            List.of(Keys.state(id)),
            values(done, PROGRESS_CHANNEL, events, ResultStore.FINISHED));
    var bits = ((Long) reply).intValue();
    return new JobSignals((bits & 1) != 0, (bits & 2) != 0);
  }

  @Override
  public void watch(SubmissionId id) {
    flag(id, "watched");
  }

  @Override
  public Cancellation cancel(SubmissionId id) {
    return Cancellation.valueOf(flag(id, "cancelled").toUpperCase(java.util.Locale.ROOT));
  }

  private String flag(SubmissionId id, String name) {
    return text(
        redis.run(FLAG, keys(id), values(name, ResultStore.FINISHED, Phase.IN_QUEUE.label())));
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
        description(fields));
  }

  private static Optional<JobDescription> description(Map<String, String> fields) {
    return Optional.ofNullable(fields.get("language"))
        .map(
            language ->
                new JobDescription(
                    language,
                    Encoding.valueOf(fields.get("encoding")),
                    number(fields.get("total"))));
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

  private static List<byte[]> values(Object... values) {
    return List.of(values).stream()
        .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
