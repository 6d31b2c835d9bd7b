package evalx.api;

import evalx.events.Subscribers;
import evalx.threads.BoundedThreads;
import jakarta.enterprise.context.ApplicationScoped;

/** The threads that look into the store for clients that wait, and answer them. */
@ApplicationScoped
class LookupThreads extends BoundedThreads {
  private static final int MAX_THREADS = 16;

  /** Each waiter may time out and be woken at the same moment. */
  LookupThreads() {
    super(MAX_THREADS, 2 * Subscribers.MAX);
  }
}
