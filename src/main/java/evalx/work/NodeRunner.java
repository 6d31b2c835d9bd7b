package evalx.work;

import evalx.node.Lanes;
import evalx.submission.Job;
import evalx.submission.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Runs jobs with the sandbox drivers of this node. */
@Singleton
class NodeRunner implements JobRunner {
  private final Lanes lanes;

  @Inject
  NodeRunner(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  public Result run(Job job, RunObserver observer) {
    try (var handle = new InterruptingHandle()) {
      observer.began(handle);
      return lanes.run(job, observer::done);
    }
  }

  /**
   * Cancels by an interrupt of the thread that waits for the runs, and of nothing it does later.
   */
  private static final class InterruptingHandle implements RunHandle, AutoCloseable {
    private Optional<Thread> thread = Optional.of(Thread.currentThread());
    private boolean cancelled;

    @Override
    public synchronized void cancel() {
      cancelled = true;
      thread.ifPresent(Thread::interrupt);
    }

    @Override
    public synchronized void close() {
      thread = Optional.empty();
      if (cancelled) {
        Thread.interrupted();
      }
    }
  }
}
