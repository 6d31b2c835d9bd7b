package evalx.api;

import evalx.push.Connection;
import java.time.Duration;
import java.util.Optional;

/**
 * A client whose WebSocket was closed, and who has yet to take what waits for it. It has as long as
 * any other has for a result.
 */
final class LeavingClient implements Connection {
  private static final Duration MAX_TIME = Duration.ofSeconds(60);

  /** One that takes what it is sent has left by then. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final SocketRequest request;
  private final long since;

  /**
   * @param since as of {@link System#nanoTime}
   */
  LeavingClient(SocketRequest request, long since) {
    this.request = request;
    this.since = since;
  }

  @Override
  public void tick(long now) {
    if (!request.connection().isOpen()) {
      request.streams().remove(this);
    } else if (now - since > MAX_TIME.toNanos()) {
      close();
    }
  }

  @Override
  public Optional<String> stalled() {
    return System.nanoTime() - since > SOON.toNanos() && request.connection().isOpen()
        ? Optional.of(request.caller().limitKey())
        : Optional.empty();
  }

  @Override
  public void close() {
    request.streams().remove(this);
    request.connection().end();
  }
}
