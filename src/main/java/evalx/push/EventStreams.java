package evalx.push;

import evalx.events.Subscribers;
import evalx.result.EventId;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** All streams of this node, and the few threads that they share. */
@ApplicationScoped
public class EventStreams {
  /** They read the log and hand events to the server, which sends them. */
  private static final int THREADS = 8;

  private static final long TICK_SECONDS = 1;

  /** Clients that take nothing for now; for each the server holds up to half a MiB. */
  static final int MAX_STALLED = 64;

  private static final Logger LOG = System.getLogger(EventStreams.class.getName());

  @Resource private ManagedThreadFactory factory;

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private EventSources sources;
  private Subscribers subscribers;

  @SuppressWarnings("NullAway.Init")
  private ScheduledExecutorService threads;

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  EventStreams() {}

  @Inject
  EventStreams(EventSources sources, Subscribers subscribers) {
    this.sources = sources;
    this.subscribers = subscribers;
  }

  @PostConstruct
  void start() {
    start(new ScheduledThreadPoolExecutor(THREADS, factory));
  }

  void start(ScheduledExecutorService executor) {
    // Each stream has one task at most, and one that waits for a second to pass.
    threads = executor;
    var unused =
        threads.scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void close() {
    closeAll();
    threads.shutdownNow();
  }

  void closeAll() {
    // Those that are left to take what waits for them come in the place of others meanwhile.
    List.copyOf(connections).forEach(Connection::close);
  }

  void tick() {
    var now = System.nanoTime();
    var stalled = new HashMap<String, Deque<Connection>>();
    for (Connection connection : connections) {
      attempt(
          () -> {
            connection.tick(now);
            connection
                .stalled()
                .ifPresent(
                    client ->
                        stalled.computeIfAbsent(client, c -> new ArrayDeque<>()).add(connection));
          });
    }
    cut(stalled.values());
  }

  /** Beyond the maximum, those of the client that has the most: no other loses its own to it. */
  private static void cut(Collection<Deque<Connection>> stalled) {
    for (var over = stalled.stream().mapToInt(Deque::size).sum(); over > MAX_STALLED; over--) {
      var most = Collections.max(stalled, Comparator.comparingInt(Deque::size)).remove();
      attempt(most::close);
    }
  }

  private static void attempt(Runnable care) {
    try {
      care.run();
    } catch (RuntimeException | Error e) {
      // A scheduled task that throws is never run again.
      LOG.log(Level.WARNING, "a connection of a client could not be looked after", e);
    }
  }

  /**
   * Begins to follow a submission.
   *
   * @param viewer to whom the submissions of others are unknown
   * @param from the last event that the client has
   */
  public EventCursor follow(SubmissionId id, Caller viewer, EventId from) {
    return new EventCursor(id, viewer, from, sources);
  }

  /**
   * A stream that sends what a cursor gives; it begins when it is woken.
   *
   * @param first what the cursor gave already, if it did
   * @throws TooManyStreams when it cannot hear of its submission
   */
  public EventStream open(EventCursor cursor, Optional<StreamEvent> first, Sink sink) {
    var stream = new EventStream(cursor, sink, subscribers, threads);
    if (!stream.begin(first)) {
      cursor.close();
      throw new TooManyStreams(false);
    }
    return stream;
  }

  /** Looks after a connection until it is removed. */
  public void add(Connection connection) {
    connections.add(connection);
  }

  public void remove(Connection connection) {
    connections.remove(connection);
  }
}
