package evalx.dialect;

import evalx.events.Subscribers;
import evalx.threads.BoundedThreads;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The threads that read results for clients of dialects, and answer them. Each has a result of
 * several MiB in hand at times, so that there are few.
 */
@ApplicationScoped
public class DialectThreads extends BoundedThreads {
  private static final int MAX_THREADS = 4;

  /** Each that waits may time out and be woken at the same moment. */
  DialectThreads() {
    super(MAX_THREADS, 2 * Subscribers.MAX);
  }
}
