package evalx.bench;

import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** A few threads that share some work; the first failure of one is the end for all. */
final class Crew implements AutoCloseable {
  private final int size;
  private final ExecutorService threads;

  Crew(int size) {
    this.size = size;
    this.threads = Executors.newFixedThreadPool(size);
  }

  /** Does something for each number from 0 to below count. */
  void each(int count, IntConsumer work) {
    var next = new AtomicInteger();
    run(() -> next.get() < count, () -> doNext(next, count, work));
  }

  private static void doNext(AtomicInteger next, int count, IntConsumer work) {
    var number = next.getAndIncrement();
    if (number < count) {
      work.accept(number);
    }
  }

  /** All do something again and again while that is wanted. */
  void run(BooleanSupplier wanted, Runnable work) {
    var failed = new AtomicInteger();
    var loops = new ArrayList<Future<?>>();
    for (int i = 0; i < size; i++) {
      loops.add(
          threads.submit(
              () -> {
                while (wanted.getAsBoolean() && failed.get() == 0) {
                  try {
                    work.run();
                  } catch (RuntimeException | Error e) {
                    failed.incrementAndGet();
                    throw e;
                  }
                }
              }));
    }
    loops.forEach(Crew::await);
  }

  private static void await(Future<?> loop) {
    try {
      loop.get();
    } catch (InterruptedException e) {
      throw new BenchFailure(
          "interrupted", e); // and the interrupt flag stays clear for the cleanup
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BenchFailure failure) {
        throw failure;
      }
      throw new BenchFailure("the client broke: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
