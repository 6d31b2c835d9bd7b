package evalx.redis;

import java.util.Collection;
import java.util.List;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;

/** A Redis of one server. */
final class SingleServer implements Servers {
  private final HostAndPort server;
  private final ConnectionPool pool;

  SingleServer(Connecting connections) {
    server = connections.hosts().get(0);
    pool = connections.pool(server);
  }

  @Override
  public <T> T send(byte[] key, CommandObject<T> command) {
    return Servers.with(pool, connection -> connection.executeCommand(command));
  }

  @Override
  public Collection<ConnectionPool> all() {
    return known();
  }

  @Override
  public Collection<ConnectionPool> known() {
    return List.of(pool);
  }

  @Override
  public HostAndPort telling() {
    return server;
  }

  @Override
  public boolean renew() {
    return false;
  }

  @Override
  public void close() {
    pool.close();
  }
}
