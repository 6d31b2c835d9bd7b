package evalx.work;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drains this node at SIGTERM before the server stops: until then it answers requests as always. A
 * second SIGTERM ends the wait for jobs in hand.
 */
@ApplicationScoped
class EndOnTerm {
  private static final Logger LOG = System.getLogger(EndOnTerm.class.getName());

  private final AtomicBoolean told = new AtomicBoolean();
  private volatile Optional<TermSignal> signal = Optional.empty();
  private DrainNode drainNode;

  @SuppressWarnings("NullAway.Init")
  EndOnTerm() {}

  @Inject
  EndOnTerm(DrainNode drainNode) {
    this.drainNode = drainNode;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    try {
      signal = Optional.of(TermSignal.hear(this::heard));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "SIGTERM cannot be heard: jobs in hand will go back to their queues without having time"
              + " to finish",
          e);
    }
  }

  private void heard() {
    if (!told.compareAndSet(false, true)) {
      drainNode.hurry();
      return;
    }
    try {
      drainNode.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Draining failed; jobs in hand go back to their queues", e);
    } finally {
      signal.ifPresent(EndOnTerm::passOn);
    }
  }

  private static void passOn(TermSignal signal) {
    try {
      signal.passOn();
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.ERROR, "The JVM could not be told to end", e);
    }
  }

  @PreDestroy
  void close() {
    signal.ifPresent(
        heard -> {
          try {
            heard.close();
          } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.DEBUG, "SIGTERM could not be left to the JVM", e);
          }
        });
  }
}
