package evalx.bench;

import java.util.stream.DoubleStream;

/** The middle of some values. */
final class Medians {
  private Medians() {}

  /** The middle value, or the mean of the middle two; at least one value. */
  static double of(DoubleStream values) {
    var sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no median of nothing");
    }
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
