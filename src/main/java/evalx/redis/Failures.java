package evalx.redis;

import java.net.SocketTimeoutException;
import java.util.List;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** What the client's exceptions mean. */
final class Failures {
  /** What Redis says when it has no memory, alone or within a failed script's message. */
  private static final String OUT_OF_MEMORY = "OOM command not allowed";

  /** Replies that mean Redis cannot work at the moment, not that we asked wrongly. */
  private static final List<String> OUTAGES =
      List.of(
          "LOADING",
          "BUSY",
          "MISCONF",
          "READONLY",
          "NOREPLICAS",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "ERR max number of clients");

  /** How the client begins its message of a connection that could not be made. */
  private static final String NOT_CONNECTED = "Failed to connect";

  private Failures() {}

  /** Whether the server, and not the command, is the reason, so that another may do better. */
  static boolean isOfServer(JedisException e) {
    return !(e instanceof JedisDataException) || isOfReplica(e);
  }

  /** What one says that was the master before. */
  private static boolean isOfReplica(JedisException e) {
    return String.valueOf(e.getMessage()).startsWith("READONLY");
  }

  /** Whether the command has had no effect for sure. */
  static boolean wasNotSent(JedisException e) {
    return isOfReplica(e) || isNotConnected(e);
  }

  private static boolean isNotConnected(JedisException e) {
    return e instanceof JedisConnectionException
        && String.valueOf(e.getMessage()).startsWith(NOT_CONNECTED);
  }

  /** Not one that could not be made, and not one that is silent: both would be so again. */
  static boolean isBrokenConnection(JedisException e) {
    if (!(e instanceof JedisConnectionException) || isNotConnected(e)) {
      return false;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return false;
      }
    }
    return true;
  }

  /**
   * What a failed command throws: our own exceptions where Redis, and not the command, is the
   * reason.
   */
  static RuntimeException of(JedisException e) {
    if (!(e instanceof JedisDataException)) {
      return new RedisAway(e);
    }
    var message = String.valueOf(e.getMessage());
    if (message.contains(OUT_OF_MEMORY)) {
      return new RedisFull(e);
    }
    return OUTAGES.stream().anyMatch(message::startsWith) ? new RedisAway(e) : e;
  }
}
