package evalx.redis;

import evalx.config.RedisAddress.Layout.Sentinels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A master that may move. Sentinels are asked where it is before the first command, after each
 * failure, and every second: one whose place another has taken would go on to answer, with what it
 * knew then.
 */
final class SentinelServers implements Servers {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(SentinelServers.class.getName());

  private final Connecting connections;
  private final Sentinels sentinels;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile @Nullable Master master;

  /** When the Sentinels were asked last in {@link System#nanoTime}. */
  private volatile long looked;

  SentinelServers(Connecting connections, Sentinels sentinels) {
    this.connections = connections;
    this.sentinels = sentinels;
  }

  private record Master(HostAndPort at, ConnectionPool pool) {}

  @Override
  public <T> T send(byte[] key, CommandObject<T> command) {
    return Servers.with(master().pool(), connection -> connection.executeCommand(command));
  }

  private Master master() {
    var known = master;
    if (known != null && System.nanoTime() - looked < LOOK.toNanos()) {
      return known;
    }
    look();
    var found = master;
    if (found == null) {
      throw new JedisConnectionException(
          "no Sentinel says where " + sentinels.master() + " is, such as " + connections);
    }
    return found;
  }

  /** One caller asks. The others wait for it only where no master is known. */
  private void look() {
    try {
      var first = master == null;
      var mayLook =
          first
              ? looking.tryLock(connections.patience().toNanos(), TimeUnit.NANOSECONDS)
              : looking.tryLock();
      if (mayLook) {
        try {
          if (!first || master == null) {
            ask().ifPresent(this::move);
            looked = System.nanoTime();
          }
        } finally {
          looking.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<HostAndPort> ask() {
    for (HostAndPort sentinel : connections.hosts()) {
      try (var jedis = new Jedis(sentinel, connections.sentinel(sentinels.password()))) {
        var address = jedis.sentinelGetMasterAddrByName(sentinels.master());
        if (address != null && address.size() == 2) {
          return Optional.of(new HostAndPort(address.get(0), Integer.parseInt(address.get(1))));
        }
        LOG.log(Level.DEBUG, "{0} knows no {1}", sentinel, sentinels.master());
      } catch (JedisException e) {
        LOG.log(Level.DEBUG, "a Sentinel does not answer", e);
      }
    }
    return Optional.empty();
  }

  private void move(HostAndPort at) {
    var before = master;
    if (before != null && before.at().equals(at)) {
      return;
    }
    master = new Master(at, connections.pool(at));
    LOG.log(Level.INFO, "The master {0} of Redis is {1}", sentinels.master(), at);
    if (before != null) {
      before.pool().close();
    }
  }

  @Override
  public Collection<ConnectionPool> all() {
    return List.of(master().pool());
  }

  @Override
  public Collection<ConnectionPool> known() {
    var known = master;
    return known == null ? List.of() : List.of(known.pool());
  }

  @Override
  public HostAndPort telling() {
    return master().at();
  }

  @Override
  public boolean renew() {
    var before = master;
    look();
    var now = master;
    return now != null && (before == null || !now.at().equals(before.at()));
  }

  @Override
  public void close() {
    known().forEach(ConnectionPool::close);
  }
}
