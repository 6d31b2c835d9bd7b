package evalx.events;

import evalx.submission.Caller;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells every observer of this process what happens to submissions on this node. */
@Singleton
public class EventPublisher {
  private static final Logger LOG = System.getLogger(EventPublisher.class.getName());

  private final Iterable<SubmissionObserver> found;
  private volatile List<SubmissionObserver> observers = List.of();

  @Inject
  EventPublisher(@Any Instance<SubmissionObserver> observers) {
    this.found = observers;
  }

  public EventPublisher(List<SubmissionObserver> observers) {
    this.found = List.copyOf(observers);
  }

  /** Looked up with the first event: an observer may itself publish, and so need this first. */
  private List<SubmissionObserver> observers() {
    if (observers.isEmpty()) {
      var all = new ArrayList<SubmissionObserver>();
      found.forEach(all::add);
      observers = List.copyOf(all);
    }
    return observers;
  }

  /** Tells each observer; one that fails does not keep the others from hearing it. */
  public void publish(SubmissionEvent event) {
    tell(event.id(), observer -> observer.observe(event));
  }

  /** Tells each observer of a submission with this result, whose end is repeated. */
  public void endRepeated(SubmissionId id, byte[] json, Optional<Caller> caller) {
    tell(id, observer -> observer.endRepeated(json, caller));
  }

  /** Tells each observer that the reply to a JMS producer could not be sent. */
  public void replyRefused(SubmissionId id) {
    tell(id, observer -> observer.replyRefused(id));
  }

  private void tell(SubmissionId id, Consumer<SubmissionObserver> event) {
    for (SubmissionObserver observer : observers()) {
      try {
        event.accept(observer);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "an observer failed on an event of " + id, e);
      }
    }
  }
}
