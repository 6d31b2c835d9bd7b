package evalx.redis;

import evalx.config.RedisAddress.Layout;
import java.util.Collection;
import java.util.function.Function;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The servers of one Redis, each with a pool of connections. Whatever a server is the reason for is
 * thrown as the client throws it.
 */
interface Servers extends AutoCloseable {
  /** Those of a layout. None is asked for anything yet. */
  static Servers of(Layout layout, Connecting connections) {
    if (layout instanceof Layout.Sentinels sentinels) {
      return new SentinelServers(connections, sentinels);
    }
    if (layout instanceof Layout.Cluster) {
      return new ClusterServers(connections);
    }
    if (layout instanceof Layout.Single) {
      return new SingleServer(connections);
    }
    throw new IllegalStateException(String.valueOf(layout));
  }

  /**
   * Sends a command to the server that has a key.
   *
   * @param key that the command uses; others that it uses share its hash tag
   */
  <T> T send(byte[] key, CommandObject<T> command);

  /** Those that have keys. */
  Collection<ConnectionPool> all();

  /** Those that are known now, without asking. */
  Collection<ConnectionPool> known();

  /** One that tells all messages of all channels. */
  HostAndPort telling();

  /**
   * After a failure: looks where the servers are now.
   *
   * @return whether what is sent now goes to another server
   */
  boolean renew();

  @Override
  void close();

  /** Works with a connection of a pool. When it breaks, the idle ones may be broken too. */
  static <T> T with(ConnectionPool pool, Function<Connection, T> work) {
    try (var connection = pool.getResource()) {
      return work.apply(connection);
    } catch (JedisConnectionException e) {
      pool.clear();
      throw e;
    }
  }
}
