package evalx.submission;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Lines in any order, as a fingerprint: comparing texts of millions of lines takes no memory.
 *
 * <p>A line is a polynomial over its bytes, and the lines together are the product of (point −
 * line), all modulo the prime 2^61 − 1 and at a random point. Different lines have the same
 * fingerprint with a probability of at most (bytes + lines) / 2^61, whatever the program prints,
 * because it does not know the point. See Lipton, "Efficient checking of computations" (1990).
 *
 * @param count lines that are not blank
 */
record LineSet(long product, long count) {
  private static final long PRIME = (1L << 61) - 1;

  /** A point at which two texts are to be compared. */
  static long randomPoint() {
    return ThreadLocalRandom.current().nextLong(1 << 20, PRIME);
  }

  static LineSet of(byte[] text, long point) {
    try {
      return of(new ByteReader(new ByteArrayInputStream(text)), point);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a text that is read once. */
  static LineSet of(ByteReader text, long point) throws IOException {
    long product = 1;
    long count = 0;
    long line = 0;
    long upToLast = 0;
    boolean blank = true;
    text.skipMark();
    int b;
    do {
      b = text.next();
      if (b == '\n' || b == ByteReader.END) {
        if (!blank) {
          product = times(product, Math.floorMod(point - upToLast, PRIME));
          count++;
        }
        line = 0;
        blank = true;
      } else {
        line = with(line, point, b);
        if (!ByteReader.isBlank(b)) {
          upToLast = line;
          blank = false;
        }
      }
    } while (b != ByteReader.END);
    return new LineSet(product, count);
  }

  /** The fingerprint of a line that goes on with one more byte. */
  static long with(long line, long point, int b) {
    return (times(line, point) + b + 1) % PRIME;
  }

  /** The product modulo the prime, of numbers below it. */
  private static long times(long a, long b) {
    long low = a * b;
    long high = Math.multiplyHigh(a, b);
    // 2^61 is 1 modulo the prime: the bits from the 61st on count as if they were the first ones.
    long sum = (low & PRIME) + ((low >>> 61) | (high << 3));
    return sum >= PRIME ? sum - PRIME : sum;
  }
}
