package evalx.push;

import evalx.format.EventWriter;
import evalx.result.EventId;
import evalx.result.EventLog;
import evalx.result.LoggedEvent;
import evalx.result.LoggedEvent.Kind;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the events of a submission in order: those in its log, and when that does not grow
 * any more, those that only the result tells of. Every cursor numbers them alike, so one that
 * begins again on another node drops what the client has already. Not for several threads at a
 * time.
 */
public final class EventCursor implements AutoCloseable {
  /** Room for a page while its size is not known. */
  private static final int PAGE_BYTES = 192 << 10;

  /** How long a client may take for a result, whose bytes are held meanwhile. */
  private static final Duration MAX_RESULT_TIME = Duration.ofSeconds(60);

  private static final long NOT_OPEN = 0;

  private final SubmissionId id;
  private final Caller viewer;
  private final EventSources sources;
  private final HeldBytes.Share held;
  private final Queue<EventLog.Entry> page = new ArrayDeque<>();
  private final Set<Kind> told = EnumSet.noneOf(Kind.class);
  private final BitSet cases = new BitSet();
  private EventId from;
  private EventId last = EventId.START;
  private @Nullable EndedEvents rest;
  private volatile long resultSince = NOT_OPEN;

  /**
   * @param from the last event that the client has
   */
  EventCursor(SubmissionId id, Caller viewer, EventId from, EventSources sources) {
    this.id = id;
    this.viewer = viewer;
    this.from = from;
    this.sources = sources;
    this.held = sources.held().share(viewer);
  }

  public SubmissionId id() {
    return id;
  }

  Caller viewer() {
    return viewer;
  }

  /**
   * The next event that the client does not have.
   *
   * @throws evalx.redis.RedisAway during an outage; the next call tries again
   */
  public Step next() {
    while (true) {
      var step = advance();
      if (!(step instanceof Step.Next next)
          || next.event().id().filter(at -> !at.isAfter(from)).isEmpty()) {
        return step;
      }
    }
  }

  private Step advance() {
    while (!page.isEmpty()) {
      var entry = page.remove();
      last = entry.id();
      if (isNew(entry.event())) {
        return step(entry.event());
      }
    }
    return rest == null ? read() : afterLog(rest);
  }

  private Step step(LoggedEvent event) {
    return EndedEvents.step(last, event.kind(), event.json());
  }

  /** Notes an event; false for one that was told in this attempt. */
  private boolean isNew(LoggedEvent event) {
    if (event.kind() == Kind.STARTED) {
      forgetAttempt();
    }
    if (event.kind() != Kind.CASE) {
      return told.add(event.kind());
    }
    var isNew = !cases.get(event.number());
    cases.set(event.number());
    return isNew;
  }

  private void forgetAttempt() {
    told.remove(Kind.STARTED);
    told.remove(Kind.COMPILED);
    cases.clear();
  }

  private Step read() {
    if (!held.hold(PAGE_BYTES)) {
      return new Step.Busy();
    }
    EventLog.Page found;
    try {
      found = sources.log().read(id, viewer, last);
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
    if (found instanceof EventLog.Page.Known known) {
      return fill(known);
    }
    held.close();
    return new Step.Unknown();
  }

  private Step fill(EventLog.Page.Known found) {
    if (isOfFormerLife(found)) {
      from = EventId.START;
    }
    if (last.equals(EventId.START) && !found.queuedAt().isEmpty()) {
      var json = EventWriter.queued(id, found.queuedAt());
      page.add(new EventLog.Entry(EventId.QUEUED, new LoggedEvent(Kind.QUEUED, 0, json)));
    }
    page.addAll(found.entries());
    held.hold(page.stream().mapToLong(entry -> entry.event().json().length).sum());
    if (!page.isEmpty()) {
      return advance();
    }
    return found.ended() ? openResult() : new Step.Nothing();
  }

  /**
   * Whether what the client has was told before an operator let the submission run again, with
   * attempts from the first and an empty log. An attempt that was taken back is in the log.
   */
  private boolean isOfFormerLife(EventLog.Page.Known found) {
    return from.attempt() > found.attempts()
        && last.equals(EventId.START)
        && found.entries().stream().noneMatch(entry -> entry.id().attempt() >= from.attempt());
  }

  private Step openResult() {
    var opened = sources.open(id, viewer, held);
    if (!(opened instanceof EventSources.Opened.Result result)) {
      return opened instanceof EventSources.Opened.NoRoom ? new Step.Busy() : new Step.Unknown();
    }
    rest = new EndedEvents(result.events());
    resultSince = System.nanoTime() | 1;
    if (last.attempt() < result.events().attempts()) {
      forgetAttempt();
    }
    return afterLog(rest);
  }

  private Step afterLog(EndedEvents events) {
    try {
      var step = events.next(last, told, cases);
      if (step instanceof Step.Next next) {
        last = next.event().id().orElse(last);
      } else {
        close();
      }
      return step;
    } catch (IOException e) {
      throw new UncheckedIOException("the result of " + id + " is damaged", e);
    }
  }

  /** Whether its client has taken too long for the result; it may go on with another cursor. */
  boolean isOverdue(long now) {
    var since = resultSince;
    return since != NOT_OPEN && now - since > MAX_RESULT_TIME.toNanos();
  }

  /** Gives back what it holds; it must not be asked again. */
  @Override
  public void close() {
    page.clear();
    resultSince = NOT_OPEN;
    if (rest != null) {
      rest.close();
    }
    held.close();
  }
}
