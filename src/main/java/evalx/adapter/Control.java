package evalx.adapter;

import evalx.control.AdapterMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The queues named by the application, the listeners that follow them, and the broker's state. */
final class Control implements AdapterMXBean {
  private final int places;
  private final boolean embedded;
  private final BooleanSupplier brokerRuns;
  private final Supplier<String> brokerProblem;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Listener> lastPlaces = new ArrayList<>();
  private List<WantedQueue> queues = List.of();
  private List<WantedQueue> queuesOfLastPlace = List.of();

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

  /** Adds the listener of the last place, which has queues of its own. */
  synchronized void addLastPlace(Listener listener) {
    lastPlaces.add(listener);
    listener.consume(queuesOfLastPlace);
  }

  synchronized void remove(Listener listener) {
    listeners.remove(listener);
    lastPlaces.remove(listener);
  }

  @Override
  public synchronized void consume(Map<String, String> named) {
    queues = wanted(named);
    listeners.forEach(listener -> listener.consume(queues));
  }

  @Override
  public synchronized void consumeAtLastPlace(Map<String, String> named) {
    queuesOfLastPlace = wanted(named);
    lastPlaces.forEach(listener -> listener.consume(queuesOfLastPlace));
  }

  private static List<WantedQueue> wanted(Map<String, String> named) {
    return named.entrySet().stream()
        .map(queue -> new WantedQueue(queue.getKey(), queue.getValue()))
        .toList();
  }

  @Override
  public synchronized List<String> getDestinations() {
    return listeners.stream().map(Listener::destination).toList();
  }

  @Override
  public int getPlaces() {
    return places;
  }

  @Override
  public synchronized int getBusyPlaces() {
    return Stream.concat(listeners.stream(), lastPlaces.stream())
        .filter(Listener::isForJobs)
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
