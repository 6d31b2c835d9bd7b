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

  /** Values before the first entry, and those of each. */
  private static final int HEAD = 3;

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
      case "running" -> known(false, answer);
      case "ended" -> known(true, answer);
      default -> throw new IllegalStateException(text(answer, 0));
    };
  }

  private static Page known(boolean ended, List<?> answer) {
    var attempts = text(answer, 2);
    return new Page.Known(
        ended,
        text(answer, 1),
        attempts.isEmpty() ? Page.Known.UNKNOWN_ATTEMPTS : Integer.parseInt(attempts),
        entries(answer));
  }

  private static List<Entry> entries(List<?> answer) {
    var entries = new ArrayList<Entry>();
    for (int i = HEAD; i < answer.size(); i += ENTRY) {
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
