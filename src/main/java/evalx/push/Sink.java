package evalx.push;

/** Where the events of streams go: a client's connection. */
public interface Sink {
  /**
   * Sends an event without waiting for the client.
   *
   * @return false while the connection takes nothing: the stream is woken when it does
   */
  boolean send(EventStream stream, StreamEvent event);

  /**
   * Called whenever a stream was woken, before anything is sent: the connection may take more now.
   */
  void resume();

  /** Nothing follows in a stream. */
  void end(EventStream stream);
}
