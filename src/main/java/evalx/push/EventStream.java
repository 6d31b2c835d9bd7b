package evalx.push;

import evalx.events.Notice;
import evalx.events.Subscribers;
import evalx.format.EventWriter;
import evalx.format.Problem;
import evalx.redis.RedisAway;
import evalx.submission.SubmissionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a client the events of one submission. It sleeps, without a thread, until it is woken
 * because there may be news or because the connection takes events again.
 */
public final class EventStream {
  /** After an outage, or without room for events, it looks again. */
  private static final long RETRY_SECONDS = 1;

  private static final Problem UNKNOWN =
      Problem.of(404, "Unknown token", "No submission has this token, or its result has expired.");
  private static final Problem FAILED =
      Problem.of(500, "Internal error", "The failure has been logged.");
  private static final Logger LOG = System.getLogger(EventStream.class.getName());

  private final EventCursor cursor;
  private final Sink sink;
  private final Subscribers subscribers;
  private final ScheduledExecutorService threads;
  private final AtomicInteger wakeups = new AtomicInteger();
  private final AtomicBoolean retries = new AtomicBoolean();
  private final Consumer<Notice> news = this::hear;
  private @Nullable StreamEvent pending;
  private boolean isLast;
  private volatile boolean closed;

  EventStream(
      EventCursor cursor, Sink sink, Subscribers subscribers, ScheduledExecutorService threads) {
    this.cursor = cursor;
    this.sink = sink;
    this.subscribers = subscribers;
    this.threads = threads;
  }

  public SubmissionId id() {
    return cursor.id();
  }

  /**
   * Prepares it to be woken.
   *
   * @param first what the cursor gave already
   * @return whether it hears of its submission; not where there are too many subscribers
   */
  boolean begin(Optional<StreamEvent> first) {
    pending = first.orElse(null);
    return subscribers.add(id(), cursor.viewer(), news);
  }

  private void hear(Notice notice) {
    wake();
  }

  /** Looks for something to send, soon and on another thread. */
  public void wake() {
    if (wakeups.getAndIncrement() == 0) {
      threads.execute(this::run);
    }
  }

  /**
   * Whether its client has taken too long for the result.
   *
   * @param now as of {@link System#nanoTime}
   */
  public boolean isOverdue(long now) {
    return cursor.isOverdue(now);
  }

  /** Ends it, without telling the sink. */
  public void close() {
    closed = true;
    subscribers.remove(id(), news);
    // The cursor is closed by the thread that uses it.
    wake();
  }

  private void run() {
    var seen = wakeups.get();
    while (seen > 0) {
      advance();
      seen = wakeups.addAndGet(-seen);
    }
  }

  private void advance() {
    try {
      sink.resume();
      for (var event = event(); event != null && sink.send(this, event); event = event()) {
        pending = null;
        if (isLast) {
          end();
        }
      }
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "the events of {0} wait for Redis: {1}", id(), e.getMessage());
      retry();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a stream of " + id() + " is ended", e);
      failed();
    }
    if (closed) {
      cursor.close();
    }
  }

  /** The event that is to be sent; null where there is none now. */
  private @Nullable StreamEvent event() {
    if (!closed && pending == null) {
      look();
    }
    return closed ? null : pending;
  }

  private void look() {
    var step = cursor.next();
    if (step instanceof Step.Next next) {
      pending = next.event();
    } else if (step instanceof Step.Unknown) {
      last(UNKNOWN);
    } else if (step instanceof Step.Busy) {
      retry();
    } else if (step instanceof Step.End) {
      end();
    } else if (!(step instanceof Step.Nothing)) {
      throw new IllegalStateException(step.toString());
    }
  }

  private void failed() {
    if (isLast) {
      end();
    } else {
      last(FAILED);
      wake();
    }
  }

  private void last(Problem problem) {
    var json = EventWriter.problem(Optional.of(id()), problem);
    pending = StreamEvent.problem(json);
    isLast = true;
  }

  private void retry() {
    if (retries.compareAndSet(false, true)) {
      var unused = threads.schedule(this::lookAgain, RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void lookAgain() {
    retries.set(false);
    wake();
  }

  private void end() {
    closed = true;
    subscribers.remove(id(), news);
    sink.end(this);
  }
}
