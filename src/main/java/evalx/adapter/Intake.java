package evalx.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The queues named by the application, and the listeners that follow them. */
final class Intake implements IntakeMXBean {
  private final List<Listener> listeners = new ArrayList<>();
  private Set<String> queues = Set.of();

  synchronized void add(Listener listener) {
    listeners.add(listener);
    listener.hear(queues);
  }

  synchronized void remove(Listener listener) {
    listeners.remove(listener);
  }

  @Override
  public synchronized void consume(String[] names) {
    queues = new TreeSet<>(List.of(names));
    listeners.forEach(listener -> listener.hear(queues));
  }
}
