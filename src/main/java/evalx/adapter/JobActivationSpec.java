package evalx.adapter;

import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which queues a listener consumes from. {@code destination} is a list of queue names separated by
 * commas; a name that ends in {@code *} stands for the queues with that prefix which the
 * application names through {@link evalx.control.AdapterMXBean} while it runs.
 */
public class JobActivationSpec implements ActivationSpec, Serializable {
  private static final String WILDCARD = "*";

  private transient @Nullable ResourceAdapter adapter;
  private String destination = "";
  private String destinationType = "jakarta.jms.Queue";
  private Integer sessions = 0;

  /** Whether the application may make this listener consume from the queue. */
  boolean accepts(String queue) {
    return names()
        .filter(name -> name.endsWith(WILDCARD))
        .anyMatch(name -> queue.startsWith(name.substring(0, name.length() - 1)));
  }

  boolean hasWildcard() {
    return names().anyMatch(name -> name.endsWith(WILDCARD));
  }

  /** The queues consumed from the start. */
  List<String> queues() {
    return names().filter(name -> !name.endsWith(WILDCARD)).toList();
  }

  private Stream<String> names() {
    return Stream.of(destination.split(",")).map(String::strip).filter(name -> !name.isEmpty());
  }

  @Override
  public void validate() throws InvalidPropertyException {
    if (names().findAny().isEmpty()) {
      throw new InvalidPropertyException("destination must name a queue");
    }
  }

  public String getDestination() {
    return destination;
  }

  public void setDestination(String destination) {
    this.destination = destination;
  }

  public String getDestinationType() {
    return destinationType;
  }

  public void setDestinationType(String destinationType) {
    this.destinationType = destinationType;
  }

  /** Messages with the listener at a time, of all its queues together; 0: MAX_CONCURRENT_JOBS. */
  public Integer getSessions() {
    return sessions;
  }

  public void setSessions(Integer sessions) {
    this.sessions = sessions;
  }

  @Override
  public @Nullable ResourceAdapter getResourceAdapter() {
    return adapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter adapter) {
    this.adapter = adapter;
  }
}
