package evalx.admin;

import evalx.format.ViewWriter;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The reports of all nodes that are alive: each is written again before it expires. */
@Singleton
class NodeReports {
  static final Duration TTL = Duration.ofSeconds(15);

  private static final Logger LOG = System.getLogger(NodeReports.class.getName());

  private static final Script PUBLISH =
      Script.of(
              """
              local now = redis.call('TIME')[1]
              redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
              redis.call('ZADD', KEYS[2], now + ARGV[2], KEYS[1])
              redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
              return 'ok'
              """)
          .repeatable();

  private static final Script ALIVE =
      Script.of(
              """
              local reports = {}
              for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, 999)) do
                local report = redis.call('GET', name)
                if report then table.insert(reports, report) end
              end
              return reports
              """)
          .repeatable();

  private final Redis redis;

  @Inject
  NodeReports(Redis redis) {
    this.redis = redis;
  }

  /** Writes a report, which is shown for the next 15 seconds. */
  void publish(NodeReport report) {
    var keys = List.of(Keys.node(report.about().id()), Keys.NODES);
    redis.run(PUBLISH, keys, ViewWriter.write(report), TTL.toSeconds());
  }

  /** The reports of the nodes that are alive, at most 1000, by their ids. */
  public List<NodeReport> alive() {
    var reports = (List<?>) redis.run(ALIVE, List.of(Keys.NODES));
    return reports.stream()
        .flatMap(report -> read((byte[]) report).stream())
        .sorted(Comparator.comparing(report -> report.about().id()))
        .toList();
  }

  private static Optional<NodeReport> read(byte[] report) {
    try {
      return Optional.of(ViewWriter.read(report, NodeReport.class));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a report of another version is left out", e);
      return Optional.empty();
    }
  }
}
