package evalx.admin;

import evalx.broker.BrokerAway;
import evalx.broker.QueueControl;
import evalx.broker.QueueState;
import evalx.node.Drains;
import evalx.queue.QueueNames;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How busy all nodes together are, for whoever may read results. */
@Singleton
public class ServerLoad {
  private static final Duration AGE = Duration.ofSeconds(1);

  private final Supplier<Load> ask;
  private final LongSupplier nanoTime;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable Told latest;

  @Inject
  ServerLoad(QueueControl control, NodeReports reports, Drains drains) {
    this(
        () -> Load.of(control.states(QueueNames.ALL), reports.alive(), drains.all()),
        System::nanoTime);
  }

  ServerLoad(Supplier<Load> ask, LongSupplier nanoTime) {
    this.ask = ask;
    this.nanoTime = nanoTime;
  }

  /**
   * Figures of one moment, of which that of the boxes may be 3 s old.
   *
   * @param waiting jobs that no worker has taken
   * @param givenUp jobs that are dead letters
   */
  public record Load(long waiting, long givenUp, Boxes boxes) {
    static Load of(List<QueueState> queues, List<NodeReport> nodes, Set<String> drained) {
      return new Load(
          sum(queues, queue -> isOfJobs(queue) ? queue.waiting() : 0),
          sum(queues, queue -> isDeadLetters(queue) ? queue.counts().all() : 0),
          new Boxes(
              sum(nodes, node -> node.boxes().total()),
              sum(nodes, node -> node.boxes().inUse()),
              sum(nodes, node -> isAway(node, drained) ? node.boxes().total() : 0)));
    }

    private static boolean isOfJobs(QueueState queue) {
      return !QueueNames.language(queue.name()).isEmpty();
    }

    private static boolean isDeadLetters(QueueState queue) {
      return queue.name().equals(QueueNames.DEAD_LETTER_QUEUE);
    }

    /** Whether a node takes no jobs. */
    private static boolean isAway(NodeReport node, Set<String> drained) {
      return !node.outage().isEmpty() || drained.contains(node.about().id());
    }

    private static <T> long sum(List<T> all, ToLongFunction<T> figure) {
      return all.stream().mapToLong(figure).sum();
    }
  }

  /**
   * Programs that run at a time.
   *
   * @param total as many as can
   * @param inUse those that do
   * @param paused those of nodes that take no jobs now
   */
  public record Boxes(long total, long inUse, long paused) {}

  /**
   * The load, at most a second old. One request asks at a time, because an outage of the broker
   * must not take the connections of those who send: the others are told what was known before, and
   * a failure is known for a second too.
   *
   * @throws BrokerAway when the broker does not answer, or has not answered yet
   * @throws evalx.redis.RedisAway during an outage of Redis
   */
  public Load now() {
    var last = latest;
    if (last != null && nanoTime.getAsLong() - last.nanos() <= AGE.toNanos()) {
      return last.load().get();
    }
    if (!asking.compareAndSet(false, true)) {
      if (last == null) {
        throw new BrokerAway("the broker is being asked for the first time");
      }
      return last.load().get();
    }
    try {
      var told = told();
      latest = new Told(nanoTime.getAsLong(), told);
      return told.get();
    } finally {
      asking.set(false);
    }
  }

  private Supplier<Load> told() {
    try {
      var load = ask.get();
      return () -> load;
    } catch (RuntimeException e) {
      return () -> {
        throw e;
      };
    }
  }

  /**
   * What was found out.
   *
   * @param load the load, or what it throws
   */
  private record Told(long nanos, Supplier<Load> load) {}
}
