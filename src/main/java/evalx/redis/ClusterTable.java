package evalx.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** What CLUSTER SLOTS says: ranges of slots, each with its master first. */
final class ClusterTable {
  private ClusterTable() {}

  /**
   * The master of each slot, null where none has it.
   *
   * @param server that is asked, which may leave out its own address
   */
  static List<@Nullable HostAndPort> ask(Connection connection, HostAndPort server) {
    var question = new CommandArguments(Protocol.Command.CLUSTER).add("SLOTS");
    var masters =
        new ArrayList<@Nullable HostAndPort>(
            Collections.nCopies(Protocol.CLUSTER_HASHSLOTS, (HostAndPort) null));
    for (Object range : (List<?>) connection.executeCommand(question)) {
      var parts = (List<?>) range;
      var master = master((List<?>) parts.get(2), server);
      for (int slot = slot(parts.get(0)); slot <= slot(parts.get(1)); slot++) {
        masters.set(slot, master);
      }
    }
    if (masters.stream().allMatch(master -> master == null)) {
      throw new JedisConnectionException(server + " belongs to no cluster");
    }
    return Collections.unmodifiableList(masters);
  }

  private static int slot(Object number) {
    var slot = ((Long) number).intValue();
    if (slot < 0 || slot >= Protocol.CLUSTER_HASHSLOTS) {
      throw new JedisConnectionException("a slot " + slot);
    }
    return slot;
  }

  private static HostAndPort master(List<?> parts, HostAndPort server) {
    var host = parts.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
    var port = ((Long) parts.get(1)).intValue();
    return new HostAndPort(host.isEmpty() || host.equals("?") ? server.getHost() : host, port);
  }
}
