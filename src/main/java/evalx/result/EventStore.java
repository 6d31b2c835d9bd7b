package evalx.result;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The logs of events in Redis, written by {@link JobStates}. */
@Singleton
class EventStore implements EventLog {
  /** A page ends with the event that reaches one of these. */
  private static final int MAX_PAGE_EVENTS = 100;

  private static final int MAX_PAGE_BYTES = 64 << 10;
  private static final int ENTRY = 4;

  private static final Script EVENTS = Script.load("events").repeatable();

  private final Redis redis;

  @Inject
  EventStore(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Page read(SubmissionId id, Caller viewer, EventId after) {
    var keys = List.of(Keys.state(id), Keys.result(id), Keys.events(id));
    var answer =
        (List<?>)
            redis.run(
                EVENTS,
                keys,
                after,
                MAX_PAGE_EVENTS,
                MAX_PAGE_BYTES,
                ResultStore.FINISHED,
                viewer.seesAll() ? "" : viewer.key());
    return switch (text(answer, 0)) {
      case "unknown" -> new Page.Unknown();
      case "running" -> new Page.Known(false, text(answer, 1), entries(answer));
      case "ended" -> new Page.Known(true, text(answer, 1), entries(answer));
      default -> throw new IllegalStateException(text(answer, 0));
    };
  }

  private static List<Entry> entries(List<?> answer) {
    var entries = new ArrayList<Entry>();
    for (int i = 2; i < answer.size(); i += ENTRY) {
      var id = EventId.parse(text(answer, i)).orElseThrow();
      var kind = LoggedEvent.Kind.valueOf(text(answer, i + 1).toUpperCase(Locale.ROOT));
      var number = Integer.parseInt(text(answer, i + 2));
      entries.add(new Entry(id, new LoggedEvent(kind, number, (byte[]) answer.get(i + 3))));
    }
    return entries;
  }

  private static String text(List<?> answer, int index) {
    return new String((byte[]) answer.get(index), StandardCharsets.UTF_8);
  }
}
