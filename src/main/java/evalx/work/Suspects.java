package evalx.work;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets one suspect at a time run on this node, beside all other jobs: when it brings its worker or
 * sandbox down again, no second suspect is blamed for it.
 *
 * <p>One for each node is enough, because what it could bring down is this node's.
 */
@Singleton
class Suspects {
  private final AtomicBoolean running = new AtomicBoolean();

  /** Whether a suspect may run now; it must {@link #leave} then. */
  boolean tryEnter() {
    return running.compareAndSet(false, true);
  }

  void leave() {
    running.set(false);
  }
}
