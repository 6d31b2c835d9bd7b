package evalx.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import evalx.events.Subscribers;
import evalx.redis.RedisAway;
import evalx.result.EventId;
import evalx.result.EventLog;
import evalx.result.LoggedEvent;
import evalx.result.LoggedEvent.Kind;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A submission, of which a test says what happens to it, as the store would have it. */
public final class Scene implements EventLog, ResultLookup {
  static final String QUEUED_AT = "2026-01-02T03:04:05Z";
  private static final int PAGE = 3;
  private static final Caller VIEWER = Caller.anonymous("10.0.0.1");

  public final SubmissionId id = SubmissionId.random();
  final List<Entry> log = new ArrayList<>();
  Optional<StoredResult> result = Optional.empty();
  boolean known = true;
  int away;
  private int attempts = Page.Known.UNKNOWN_ATTEMPTS;

  /** As many attempts are counted. */
  synchronized Scene attempts(int counted) {
    attempts = counted;
    return this;
  }

  /** As worker of an attempt adds to the log: "started", "compiled" or the number of a case. */
  public synchronized Scene logged(int attempt, String... events) {
    for (var event : events) {
      var last = log.isEmpty() ? EventId.START : log.get(log.size() - 1).id();
      var isCase = event.matches("[0-9]+");
      var kind = isCase ? Kind.CASE : Kind.valueOf(event.toUpperCase(Locale.ROOT));
      if (kind == Kind.STARTED) {
        log.clear();
      }
      var number = isCase ? Integer.parseInt(event) : 0;
      var json = "{\"%s\":%d}".formatted(kind.word(), number).getBytes(UTF_8);
      log.add(new Entry(last.next(attempt), new LoggedEvent(kind, number, json)));
    }
    return this;
  }

  /** It ends with a result of as many test cases. */
  public synchronized Scene ended(int attempts, int cases) {
    var results =
        IntStream.range(0, cases)
            .mapToObj(i -> "{\"status\":\"Accepted\",\"stdout\":\"%d\"}".formatted(i))
            .collect(Collectors.joining(","));
    return endedAs(
        "\"status\":\"Accepted\",\"started_at\":\"%s\"".formatted(QUEUED_AT), attempts, results);
  }

  /** It ends without having run. */
  synchronized Scene gaveUp(int attempts) {
    return endedAs("\"status\":\"Internal Error\",\"started_at\":null", attempts, "");
  }

  private Scene endedAs(String members, int attempts, String results) {
    var json =
        """
        {"token":"%s",%s,"compile_time":0.4,"compile_output":"","compile_cached":false,
         "queued_at":"%s","worker":"host-1","attempts":%d,"results":[%s]}
        """
            .formatted(id, members, QUEUED_AT, attempts, results);
    result = Optional.of(StoredResult.of(json.getBytes(UTF_8)));
    return this;
  }

  @Override
  public synchronized Page read(SubmissionId asked, Caller viewer, EventId after) {
    if (away > 0) {
      away--;
      throw new RedisAway(new IllegalStateException("test"));
    }
    if (!known || !asked.equals(id)) {
      return new Page.Unknown();
    }
    var entries = log.stream().filter(entry -> entry.id().isAfter(after)).limit(PAGE).toList();
    return new Page.Known(result.isPresent(), QUEUED_AT, attempts, entries);
  }

  @Override
  public synchronized Lookup find(SubmissionId asked, Caller viewer) {
    return result.isPresent()
        ? new Lookup.Finished(result.get())
        : new Lookup.InProgress("Processing", 0, 1);
  }

  @Override
  public Optional<StoredResult> load(SubmissionId asked) {
    return result;
  }

  @Override
  public boolean remove(SubmissionId asked) {
    throw new UnsupportedOperationException();
  }

  EventCursor cursor(EventId from) {
    return cursor(from, new HeldBytes(1 << 20));
  }

  EventCursor cursor(EventId from, HeldBytes held) {
    return cursor(from, held, VIEWER);
  }

  EventCursor cursor(EventId from, HeldBytes held, Caller viewer) {
    return new EventCursor(id, viewer, from, new EventSources(this, this, held));
  }

  /** A stream of it from the beginning, which begins when it is woken. */
  public EventStream stream(Sink sink, ScheduledExecutorService threads) {
    var stream = new EventStream(cursor(EventId.START), sink, new Subscribers(), threads);
    stream.begin(Optional.empty());
    return stream;
  }

  /** Streams that have no threads, which look after connections. */
  public EventStreams streams() {
    return new EventStreams(
        new EventSources(this, this, new HeldBytes(1 << 20)), new Subscribers());
  }

  /** Streams that run on these threads. */
  public EventStreams streams(ScheduledExecutorService threads) {
    var streams = streams();
    streams.start(threads);
    return streams;
  }
}
