package evalx.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Histograms of times from 1 us to 10 minutes, read in milliseconds. */
final class Millis {
  private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 3;
  private static final double MICROS = 1000;

  private Millis() {}

  /** One that many threads may write. */
  static Histogram histogram() {
    return new ConcurrentHistogram(1, MAX_MICROS, DIGITS);
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(MAX_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
  }

  static double at(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / MICROS;
  }
}
