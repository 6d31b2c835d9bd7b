package evalx.submission;

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
  private static final String WHITE_SPACE = " \t\n\r\f\u000b";

  /** A point at which two texts are to be compared. */
  static long randomPoint() {
    return ThreadLocalRandom.current().nextLong(1 << 20, PRIME);
  }

  static LineSet of(byte[] text, long point) {
    long product = 1;
    long count = 0;
    int from = ByteOrderMark.end(text);
    while (from < text.length) {
      int end = from;
      int last = from;
      long line = 0;
      long upToLast = 0;
      while (end < text.length && text[end] != '\n') {
        line = (times(line, point) + (text[end] & 0xff) + 1) % PRIME;
        if (WHITE_SPACE.indexOf(text[end]) < 0) {
          last = end + 1;
          upToLast = line;
        }
        end++;
      }
      if (last > from) {
        product = times(product, Math.floorMod(point - upToLast, PRIME));
        count++;
      }
      from = end + 1;
    }
    return new LineSet(product, count);
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
