package evalx.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A Redis Cluster: each master has some of the 16384 slots into which keys fall. Which has which is
 * asked before the first command, after each failure, and whenever a server says that a slot has
 * moved. The client's own cluster is not used because it sends a command again after a broken
 * connection, whether that may run twice or not.
 */
final class ClusterServers implements Servers {
  /** Servers that one command may be sent on to. */
  private static final int MAX_HOPS = 5;

  private final Connecting connections;
  private final ReentrantLock looking = new ReentrantLock();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile @Nullable Slots slots;

  ClusterServers(Connecting connections) {
    this.connections = connections;
  }

  /**
   * What is known of the cluster.
   *
   * @param masters by slot; null where none has it
   */
  private record Slots(
      List<@Nullable HostAndPort> masters, Map<HostAndPort, ConnectionPool> pools) {}

  @Override
  public <T> T send(byte[] key, CommandObject<T> command) {
    var server = slots().masters().get(JedisClusterCRC16.getSlot(key));
    if (server == null) {
      renew();
      throw new JedisConnectionException(
          "no server of the cluster at " + connections + " has the slot");
    }
    var asking = false;
    for (int hop = 0; hop < MAX_HOPS; hop++) {
      try {
        return asking
            ? ask(pool(server), command)
            : Servers.with(pool(server), c -> c.executeCommand(command));
      } catch (JedisMovedDataException e) {
        server = named(e.getTargetNode(), server);
        asking = false;
        look(List.of(server));
      } catch (JedisAskDataException e) {
        server = named(e.getTargetNode(), server);
        asking = true;
      }
    }
    throw new JedisConnectionException("the cluster at " + connections + " is moving its slots");
  }

  /** Sends a command to the server that a slot is just moving to. */
  private static <T> T ask(ConnectionPool pool, CommandObject<T> command) {
    return Servers.with(
        pool,
        connection -> {
          connection.executeCommand(new CommandArguments(Protocol.Command.ASKING));
          return connection.executeCommand(command);
        });
  }

  private Slots slots() {
    var known = slots;
    if (known == null) {
      look(List.of());
      known = slots;
    }
    if (known == null) {
      throw new JedisConnectionException("no server of the cluster at " + connections + " answers");
    }
    return known;
  }

  /** The pool of a server that may be newer than what is known. */
  private ConnectionPool pool(HostAndPort server) {
    var pool = slots().pools().get(server);
    if (pool == null) {
      look(List.of(server));
      pool = slots().pools().get(server);
    }
    if (pool == null) {
      throw new JedisConnectionException("the cluster does not know its server " + server);
    }
    return pool;
  }

  /** A server that does not know its own address leaves it out. */
  private static HostAndPort named(HostAndPort server, HostAndPort sender) {
    return server.getHost().isEmpty()
        ? new HostAndPort(sender.getHost(), server.getPort())
        : server;
  }

  /**
   * Asks which server has which slot. One caller asks; the others wait for it only where nothing is
   * known.
   *
   * @param first servers to ask before all others
   */
  private void look(List<HostAndPort> first) {
    var seen = looks.get();
    try {
      var mayLook =
          slots == null
              ? looking.tryLock(connections.patience().toNanos(), TimeUnit.NANOSECONDS)
              : looking.tryLock();
      if (mayLook) {
        try {
          if (looks.compareAndSet(seen, seen + 1)) {
            ask(first).ifPresent(this::replace);
          }
        } finally {
          looking.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<List<@Nullable HostAndPort>> ask(List<HostAndPort> first) {
    var servers = new LinkedHashSet<>(first);
    var known = slots;
    if (known != null) {
      servers.addAll(known.pools().keySet());
    }
    servers.addAll(connections.hosts());
    for (HostAndPort server : servers) {
      try (var connection = new Connection(server, connections.question())) {
        return Optional.of(ClusterTable.ask(connection, server));
      } catch (JedisException e) {
        // The next one may answer.
      }
    }
    return Optional.empty();
  }

  /** Keeps the pools of servers that are still there. */
  private void replace(List<@Nullable HostAndPort> masters) {
    var known = slots;
    var before = known == null ? Map.<HostAndPort, ConnectionPool>of() : known.pools();
    var pools = new HashMap<HostAndPort, ConnectionPool>();
    for (HostAndPort master : new LinkedHashSet<>(masters)) {
      if (master != null) {
        var pool = before.get(master);
        pools.put(master, pool == null ? connections.pool(master) : pool);
      }
    }
    slots = new Slots(masters, Map.copyOf(pools));
    before.forEach(
        (server, pool) -> {
          if (!pools.containsKey(server)) {
            pool.close();
          }
        });
  }

  @Override
  public Collection<ConnectionPool> all() {
    return slots().pools().values();
  }

  @Override
  public Collection<ConnectionPool> known() {
    var known = slots;
    return known == null ? List.of() : known.pools().values();
  }

  /** Any one: the servers of a cluster tell each other. */
  @Override
  public HostAndPort telling() {
    var servers = new ArrayList<>(slots().pools().keySet());
    Collections.shuffle(servers);
    for (HostAndPort server : servers) {
      try (var connection = new Connection(server, connections.question())) {
        connection.ping();
        return server;
      } catch (JedisException e) {
        // The next one may answer.
      }
    }
    renew();
    throw new JedisConnectionException("no server of the cluster at " + connections + " answers");
  }

  @Override
  public boolean renew() {
    look(List.of());
    return false;
  }

  @Override
  public void close() {
    known().forEach(ConnectionPool::close);
  }
}
