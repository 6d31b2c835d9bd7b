package evalx.queue;

import evalx.broker.MessageBrowser;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows the messages of a queue by pages, in the order in which they would be handed out. */
@Singleton
final class BrowseQueue {
  /** By which the clocks of senders may differ. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final MessageBrowser browser;

  @Inject
  BrowseQueue(MessageBrowser browser) {
    this.browser = browser;
  }

  /**
   * Which messages are wanted.
   *
   * @param queue as the browser wants it
   * @param selector of JMS; empty for all
   * @param after where a page before ended
   * @param limit how many, at least 1
   */
  record Request(String queue, String selector, Optional<Position> after, int limit) {}

  /**
   * How much of a page is kept in memory.
   *
   * @param bytes of what is shown of a message
   * @param max bytes of all but the last
   */
  record Room<T>(ToLongFunction<T> bytes, long max) {}

  /** Makes of a message what is shown of it, and keeps nothing else of it. */
  interface Shown<T> {
    T of(Message message) throws JMSException;
  }

  <T> QueuePage<T> page(Request request, Shown<T> shown) {
    return page(request, shown, new Room<>(item -> 0, 0));
  }

  /** A page that ends early where it would take too much room. */
  <T> QueuePage<T> page(Request request, Shown<T> shown, Room<T> room) {
    var page = new Page<>(request, shown, room);
    browser.browse(request.queue(), selector(request), page::look);
    return page.result();
  }

  /** The first message of which something is shown. */
  <T> Optional<T> first(String queue, String selector, Shown<Optional<T>> shown) {
    var found = new ArrayList<T>();
    browser.browse(
        queue,
        selector,
        message -> {
          shown.of(message).ifPresent(found::add);
          return found.isEmpty();
        });
    return found.stream().findFirst();
  }

  /** When the oldest message was sent that waits; empty where none does. */
  Optional<Instant> oldest(String queue) {
    var oldest = new AtomicReference<Instant>();
    for (int level = 0; level <= 9; level++) {
      browser.browse(
          queue,
          "JMSPriority = " + level,
          message -> {
            var sent = Instant.ofEpochMilli(message.getJMSTimestamp());
            oldest.accumulateAndGet(sent, (a, b) -> a == null || b.isBefore(a) ? b : a);
            return false;
          });
    }
    return Optional.ofNullable(oldest.get());
  }

  /** Leaves out most of what comes before the page. */
  private static String selector(Request request) {
    var begin =
        request
            .after()
            .map(
                after ->
                    "(JMSPriority < %1$d OR (JMSPriority = %1$d AND JMSTimestamp >= %2$d))"
                        .formatted(after.level(), after.sent().minus(SKEW).toEpochMilli()))
            .orElse("");
    return both(request.selector(), begin);
  }

  /** The selector of what matches both, where an empty one matches everything. */
  static String both(String one, String other) {
    return Stream.of(one, other)
        .filter(selector -> !selector.isEmpty())
        .map(selector -> "(" + selector + ")")
        .collect(Collectors.joining(" AND "));
  }

  /** The messages seen so far. One that the page is to begin after may be gone. */
  private static final class Page<T> {
    private final Request request;
    private final Shown<T> shown;
    private final Room<T> room;
    private final List<T> items = new ArrayList<>();
    private long bytes;
    private Optional<Position> last = Optional.empty();
    private boolean found;
    private boolean more;

    Page(Request request, Shown<T> shown, Room<T> room) {
      this.request = request;
      this.shown = shown;
      this.room = room;
      this.found = request.after().isEmpty();
    }

    boolean look(Message message) throws JMSException {
      var position = Position.of(message);
      if (!found && position.id().equals(request.after().orElseThrow().id())) {
        found = true;
        more = false;
        last = Optional.empty();
        items.clear();
        bytes = 0;
      } else if (found || position.isBehind(request.after().orElseThrow())) {
        add(message, position);
      }
      return !more || (!found && mayStillCome(position));
    }

    private void add(Message message, Position position) throws JMSException {
      more = items.size() == request.limit() || bytes > room.max();
      if (!more) {
        var item = shown.of(message);
        items.add(item);
        bytes += room.bytes().applyAsLong(item);
        last = Optional.of(position);
      }
    }

    private boolean mayStillCome(Position position) {
      var after = request.after().orElseThrow();
      return position.level() >= after.level() && position.sent().isBefore(after.sent().plus(SKEW));
    }

    QueuePage<T> result() {
      return new QueuePage<>(items, more ? last : Optional.empty());
    }
  }
}
