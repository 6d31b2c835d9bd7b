package evalx.push;

import evalx.config.EventSettings;
import evalx.config.Settings;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many streams there may be: of one client, and in all. */
@Singleton
public final class StreamLimits {
  private final EventSettings settings;
  private final Map<String, Integer> byClient = new HashMap<>();
  private int all;

  @Inject
  StreamLimits(Settings settings) {
    this(settings.http().events());
  }

  public StreamLimits(EventSettings settings) {
    this.settings = settings;
  }

  /**
   * The right to one stream more, until it is closed.
   *
   * @throws TooManyStreams where there is none
   */
  public synchronized Place take(Caller caller) {
    var client = caller.limitKey();
    var ofClient = byClient.getOrDefault(client, 0);
    if (ofClient >= settings.maxStreamsPerClient()) {
      throw new TooManyStreams(true);
    }
    if (all >= settings.maxStreams()) {
      throw new TooManyStreams(false);
    }
    byClient.put(client, ofClient + 1);
    all++;
    return new Place(client);
  }

  /** How many streams there are. */
  public synchronized int count() {
    return all;
  }

  private synchronized void giveBack(String client) {
    all--;
    byClient.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
  }

  /** May be closed more than once. */
  public final class Place implements AutoCloseable {
    private final String client;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Place(String client) {
      this.client = client;
    }

    /** Who has it. */
    public String client() {
      return client;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        giveBack(client);
      }
    }
  }
}
