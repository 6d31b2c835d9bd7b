package evalx.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.compilation.OtherWorkers;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The workers that are alive: each writes a report that expires unless it is written again. */
@Singleton
public class Workers implements OtherWorkers {
  private static final Duration TTL = Duration.ofSeconds(15);

  private static final Script PUBLISH =
      Script.of(
          """
          local now = redis.call('TIME')[1]
          redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
          redis.call('ZADD', KEYS[2], now + ARGV[2], KEYS[1])
          redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
          return redis.call('ZCARD', KEYS[2])
          """);

  private static final Script ALIVE =
      Script.of(
          """
          local names = redis.call('ZRANGE', KEYS[1], 0, 999)
          local reports = {}
          for _, name in ipairs(names) do
            local report = redis.call('GET', name)
            if report then table.insert(reports, report) end
          end
          return reports
          """);

  private static final Duration OFFER_AGE = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger(Workers.class.getName());

  /** A newer worker may say more; an older one says a single version instead of a list. */
  private final ObjectMapper json =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

  private final Redis redis;
  private volatile @Nullable Dated latest;

  /** How many there were when the worker of this node last reported; 0 before. */
  private volatile long alive;

  @Inject
  public Workers(Redis redis) {
    this.redis = redis;
  }

  /** Says that a worker is alive, for the next 15 seconds. */
  public void publish(WorkerReport report) {
    try {
      var keys = List.of(Keys.worker(report.id()), Keys.WORKERS);
      alive = (Long) redis.run(PUBLISH, keys, json.writeValueAsBytes(report), TTL.toSeconds());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Beside that of this node, as it last found; before it has looked, there may be some. */
  @Override
  public boolean areAlive() {
    return alive != 1;
  }

  /** What all living workers offer together, at most a second old. */
  public Offer offer() {
    var last = latest;
    var now = System.nanoTime();
    if (last == null || now - last.nanos() > OFFER_AGE.toNanos()) {
      last = new Dated(now, Offer.of(alive()));
      latest = last;
    }
    return last.offer();
  }

  private record Dated(long nanos, Offer offer) {}

  /** The reports of all workers that are alive, at most 1000, as far as they can be read. */
  public List<WorkerReport> alive() {
    var reports = (List<?>) redis.run(ALIVE, List.of(Keys.WORKERS));
    return reports.stream().flatMap(report -> read((byte[]) report).stream()).toList();
  }

  /** Empty for a report that cannot be read, such as one of another version. */
  private Optional<WorkerReport> read(byte[] report) {
    try {
      return Optional.ofNullable(json.readValue(report, WorkerReport.class));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Ignoring an unreadable worker report: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
