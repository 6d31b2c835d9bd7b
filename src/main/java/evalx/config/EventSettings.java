package evalx.config;

/**
 * Streams of events to clients.
 *
 * @param maxStreams how many there may be at a time
 * @param maxStreamsPerClient how many of them one client may have
 */
public record EventSettings(int maxStreams, int maxStreamsPerClient) {
  private static final int MAX = 10_000;

  static EventSettings read(SettingsReader reader) {
    return new EventSettings(
        reader.number("MAX_EVENT_STREAMS", 1, MAX),
        reader.number("MAX_EVENT_STREAMS_PER_CLIENT", 1, MAX));
  }
}
