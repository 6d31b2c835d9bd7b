package evalx.adapter;

import evalx.control.AdapterMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The queues named by the application, the listeners that follow them, and the broker's state. */
final class Control implements AdapterMXBean {
  private final int places;
  private final boolean embedded;
  private final BooleanSupplier brokerRuns;
  private final Supplier<String> brokerProblem;
  private final List<Listener> listeners = new ArrayList<>();
  private List<WantedQueue> queues = List.of();

  Control(
      int places, boolean embedded, BooleanSupplier brokerRuns, Supplier<String> brokerProblem) {
    this.places = places;
    this.embedded = embedded;
    this.brokerRuns = brokerRuns;
    this.brokerProblem = brokerProblem;
  }

  synchronized void add(Listener listener) {
    listeners.add(listener);
    listener.consume(queues);
  }

  synchronized void remove(Listener listener) {
    listeners.remove(listener);
  }

  @Override
  public synchronized void consume(Map<String, String> named) {
    queues =
        named.entrySet().stream()
            .map(queue -> new WantedQueue(queue.getKey(), queue.getValue()))
            .toList();
    listeners.forEach(listener -> listener.consume(queues));
  }

  @Override
  public int getPlaces() {
    return places;
  }

  /** Those of the listener with the most places, which is the one for jobs. */
  @Override
  public synchronized int getBusyPlaces() {
    return listeners.stream()
        .filter(listener -> listener.maxPlaces() == places)
        .mapToInt(Listener::busyPlaces)
        .sum();
  }

  @Override
  public boolean isBrokerEmbedded() {
    return embedded;
  }

  @Override
  public boolean isBrokerRunning() {
    return brokerRuns.getAsBoolean();
  }

  @Override
  public String getBrokerProblem() {
    return brokerProblem.get();
  }
}
