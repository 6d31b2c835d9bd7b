package evalx.adapter;

import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One message-driven bean and the workers that bring it messages, some for each queue. */
final class Listener {
  private static final Duration CLOSE = Duration.ofMillis(1_500);
  private static final Duration FINISH = Duration.ofMillis(2_500);
  private static final Duration INTERRUPTED = Duration.ofSeconds(1);

  private final MessageEndpointFactory endpoints;
  private final JobActivationSpec spec;
  private final Inbound inbound;
  private final int sessions;
  private final Map<String, List<QueueWorker>> workers = new HashMap<>();
  private boolean closed;

  /**
   * @param sessions workers for each queue
   */
  Listener(
      MessageEndpointFactory endpoints, JobActivationSpec spec, Inbound inbound, int sessions) {
    this.endpoints = endpoints;
    this.spec = spec;
    this.inbound = inbound;
    this.sessions = sessions;
  }

  /** Hears its own queues, and those of {@code named} that its destination allows. */
  synchronized void hear(Set<String> named) {
    if (closed) {
      return;
    }
    var wanted = new HashSet<>(spec.queues());
    named.stream().filter(spec::mayHear).forEach(wanted::add);
    wanted.forEach(queue -> workers.computeIfAbsent(queue, this::startWorkers));
    workers.forEach(
        (queue, group) -> group.forEach(worker -> worker.listen(wanted.contains(queue))));
  }

  private List<QueueWorker> startWorkers(String queue) {
    var group = new ArrayList<QueueWorker>();
    for (int i = 1; i <= sessions; i++) {
      var worker = new QueueWorker(queue, endpoints, inbound);
      worker.start(queue + "-" + i);
      group.add(worker);
    }
    return group;
  }

  /**
   * Ends all workers: lets messages in hand finish, then interrupts them, and they go back to their
   * queue. Returns within 5 s, whatever the broker does; a thread that hangs in it is left behind.
   */
  void close() {
    List<QueueWorker> all;
    synchronized (this) {
      closed = true;
      all = all();
    }
    all.forEach(QueueWorker::end);
    var busy = all.stream().filter(QueueWorker::isBusy).toList();
    await(all.stream().filter(worker -> !busy.contains(worker)).toList(), CLOSE);
    await(busy, FINISH);
    all.forEach(QueueWorker::interrupt);
    await(all, INTERRUPTED);
  }

  private static void await(List<QueueWorker> all, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    for (QueueWorker worker : all) {
      worker.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
  }

  private List<QueueWorker> all() {
    return workers.values().stream().flatMap(List::stream).toList();
  }
}
