package evalx.submission;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Finds the first place where a wrong output is not what was expected. Outputs are read as streams,
 * side by side, and of each a few lines are held at a time.
 */
public final class FirstDifference {
  /** Lines after the first difference among which it is looked for the same in another order. */
  private static final int MAX_ORDERED = 100_000;

  /** What outputs are taken apart into, and where their parts may stand. */
  public enum By {
    /** Lines with all that is in them, their ends included. */
    EXACT_LINES(LineReader.Unit.EXACT_LINES),
    /** Lines without the white space at their ends. */
    LINES(LineReader.Unit.LINES),
    /** What white space separates. */
    TOKENS(LineReader.Unit.TOKENS),
    /** Lines in any order. */
    LINES_IN_ANY_ORDER(LineReader.Unit.LINES);

    private final LineReader.Unit unit;

    By(LineReader.Unit unit) {
      this.unit = unit;
    }
  }

  /** What can be read as often as needed. */
  public interface Source {
    InputStream open() throws IOException;
  }

  private final Checker.Comparison comparison;
  private final LineReader.Unit unit;
  private final LineReader expected;
  private final LineReader actual;

  private FirstDifference(
      Checker.Comparison comparison, By by, InputStream expected, InputStream actual)
      throws IOException {
    this.comparison = comparison;
    this.unit = by.unit;
    this.expected = new LineReader(expected, unit);
    this.actual = new LineReader(actual, unit);
  }

  /**
   * The first difference; empty where none is found, because the output is right or has too many
   * different lines to be compared in any order, or where none is looked for.
   */
  public static Optional<Difference> find(
      Checker.Comparison comparison, Source expected, Source actual) throws IOException {
    var by = comparison.differences();
    return by.isPresent() ? find(comparison, by.get(), expected, actual) : Optional.empty();
  }

  private static Optional<Difference> find(
      Checker.Comparison comparison, By by, Source expected, Source actual) throws IOException {
    var isEmpty = isEmpty(actual);
    if (by == By.LINES_IN_ANY_ORDER) {
      return new MissingLine(expected, actual)
          .find()
          .map(found -> isEmpty ? nothing(found) : found);
    }
    try (var e = expected.open();
        var a = actual.open()) {
      var found = new FirstDifference(comparison, by, e, a).find();
      return found.map(each -> isEmpty ? nothing(each) : each);
    }
  }

  private static boolean isEmpty(Source output) throws IOException {
    try (var in = output.open()) {
      return new ByteReader(in).nextVisible() == ByteReader.END;
    }
  }

  private static Difference nothing(Difference found) {
    return found.expected().isBlank()
        ? found
        : new Difference(Difference.Kind.NOTHING_PRINTED, 1, 1, found.expected(), "");
  }

  private Optional<Difference> find() throws IOException {
    while (true) {
      var e = expected.next();
      var a = actual.next();
      if (e.isEnd() && a.isEnd()) {
        return Optional.empty();
      }
      if (!same(e, a)) {
        return Optional.of(difference(kind(e, a), e, a));
      }
    }
  }

  private boolean same(OutputLine e, OutputLine a) {
    if (unit == LineReader.Unit.LINES) {
      return e.sameAs(a);
    }
    return e.isEnd() == a.isEnd() && (e.sameAs(a) || accepted(e, a));
  }

  private boolean accepted(OutputLine e, OutputLine a) {
    return unit == LineReader.Unit.TOKENS
        && comparison.accepts(notFirst(e.kept()), notFirst(a.kept()));
  }

  /** A token that may begin like a byte order mark, which is one at the beginning only. */
  private static byte[] notFirst(byte[] token) {
    var padded = new byte[token.length + 1];
    padded[0] = ' ';
    System.arraycopy(token, 0, padded, 1, token.length);
    return padded;
  }

  static Difference difference(Difference.Kind kind, OutputLine e, OutputLine a) {
    int inCommon = Characters.inCommon(a.kept(), e.kept());
    return new Difference(
        kind,
        a.number(),
        a.before() + inCommon + 1,
        Characters.excerpt(e.kept(), inCommon),
        Characters.excerpt(a.kept(), inCommon));
  }

  private Difference.Kind kind(OutputLine e, OutputLine a) throws IOException {
    var only = WhatDiffers.only(e.kept(), a.kept());
    if (only.isPresent()) {
      return only.get();
    }
    if (a.isEnd()) {
      return Difference.Kind.ENDS_EARLY;
    }
    if (e.isEnd()) {
      return Difference.Kind.GOES_ON;
    }
    if (unit == LineReader.Unit.TOKENS) {
      return WhatDiffers.first(e.kept(), a.kept());
    }
    if (a.sameAs(expected.peek(0)) && actual.peek(0).sameAs(expected.peek(1))) {
      return Difference.Kind.MISSING_LINE;
    }
    if (e.sameAs(actual.peek(0)) && expected.peek(0).sameAs(actual.peek(1))) {
      return Difference.Kind.EXTRA_LINE;
    }
    return sameInAnyOrder(e, a) ? Difference.Kind.ORDER : WhatDiffers.first(e.kept(), a.kept());
  }

  /** Sums tell different lines apart well enough to explain a verdict that is given already. */
  private boolean sameInAnyOrder(OutputLine e, OutputLine a) throws IOException {
    long sum = mixed(e.hash()) - mixed(a.hash());
    for (int i = 0; i < MAX_ORDERED; i++) {
      var nextExpected = expected.next();
      var nextActual = actual.next();
      if (nextExpected.isEnd() && nextActual.isEnd()) {
        return sum == 0;
      }
      sum += mixed(nextExpected.hash()) - mixed(nextActual.hash());
    }
    return false;
  }

  /** The finalizer of MurmurHash3 (public domain), without which letters could change places. */
  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
