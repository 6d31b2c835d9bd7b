package evalx.language;

import java.util.List;
import java.util.Optional;

/**
 * How a language uses memory.
 *
 * @param standard bytes of a test case unless the request says otherwise
 * @param min bytes below which its programs cannot start
 * @param heap how much of the memory limit a runtime of its own heap may use
 * @param deaths how its programs end when memory runs out inside the limit
 */
public record MemoryRules(long standard, long min, Optional<Heap> heap, List<MemoryDeath> deaths) {
  private static final long MIB = 1 << 20;
  private static final long MIN_HEAP_MIB = 8;
  private static final double FULL_HEAP = 0.8;
  private static final double FULL_LIMIT = 0.9;

  public MemoryRules {
    deaths = List.copyOf(deaths);
  }

  /**
   * Whether a run used so much memory that it may have died of that. A runtime whose heap is full
   * has memory beside it, of which it takes half at the least, and has not touched all of the heap.
   * Any other runtime ends below the limit only if a single allocation does not fit any more.
   *
   * @param peak bytes used
   * @param limit of the run, in bytes
   */
  public boolean isUsedUp(long peak, long limit) {
    return heap.map(h -> peak >= h.reserve() / 2.0 + heapMib(limit) * MIB * FULL_HEAP)
        .orElse(peak >= limit * FULL_LIMIT);
  }

  /** The heap in MiB under a memory limit in bytes. */
  public long heapMib(long limit) {
    var bytes = heap.map(h -> (limit - h.reserve()) * h.share()).orElse((double) limit);
    return Math.max(MIN_HEAP_MIB, (long) (bytes / MIB));
  }

  /**
   * The part of the memory limit that is left for the heap: a share of what lies above the reserve.
   *
   * @param share above 0, at most 1
   * @param reserve bytes the runtime itself needs
   */
  public record Heap(double share, long reserve) {}

  /**
   * An end that means the memory ran out, if the run has used it up. A program can print any text
   * and exit with any code, so these two alone decide nothing.
   *
   * @param exitCode the exit code it has; -1: any end by the signal instead
   * @param signal the signal that ends it; -1: the exit code decides
   * @param stderr a text found in stderr
   */
  public record MemoryDeath(int exitCode, int signal, String stderr) {}
}
