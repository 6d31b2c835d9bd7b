package evalx.push;

import java.time.Duration;
import java.util.Optional;

/** A client's connection, over which events are sent as long as it takes them. */
public interface Connection {
  /** A connection that has been silent as long is sent a sign of life. */
  Duration HEARTBEAT = Duration.ofSeconds(10);

  /** A client that takes nothing for as long is cut off. */
  Duration MAX_STALL = Duration.ofSeconds(15);

  /**
   * Called every second: to send a sign of life when one is due, and to cut off a client that takes
   * nothing. Must not block.
   *
   * @param now as of {@link System#nanoTime}
   */
  void tick(long now);

  /**
   * The client, as limits count it, while it takes nothing and the server holds bytes for it; empty
   * while it takes them.
   */
  Optional<String> stalled();

  /** Ends it, because the server does. */
  void close();
}
