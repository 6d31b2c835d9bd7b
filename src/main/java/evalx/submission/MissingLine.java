package evalx.submission;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the first lines by which outputs differ whose lines may come in any order. */
final class MissingLine {
  /** Different lines that are held at a time, each as a number. */
  private static final int MAX_LINES = 20_000;

  private final FirstDifference.Source expected;
  private final FirstDifference.Source actual;
  private final Map<Long, Integer> counts = new HashMap<>();

  MissingLine(FirstDifference.Source expected, FirstDifference.Source actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /** Empty where there are too many lines, or no difference. */
  Optional<Difference> find() throws IOException {
    if (!countExpected()) {
      return Optional.empty();
    }
    var extra = firstExtra();
    var missing = firstMissing();
    if (extra == null) {
      return Optional.ofNullable(missing).map(MissingLine::missing);
    }
    return Optional.of(missing == null ? extra(extra) : instead(missing, extra));
  }

  private static Difference missing(OutputLine line) {
    return new Difference(
        Difference.Kind.MISSING_LINE, line.number(), 1, Characters.excerpt(line.kept(), 0), "");
  }

  private static Difference extra(OutputLine line) {
    return new Difference(
        Difference.Kind.EXTRA_LINE, line.number(), 1, "", Characters.excerpt(line.kept(), 0));
  }

  private static Difference instead(OutputLine missing, OutputLine extra) {
    var kind =
        WhatDiffers.only(missing.kept(), extra.kept())
            .orElseGet(() -> WhatDiffers.first(missing.kept(), extra.kept()));
    return FirstDifference.difference(kind, missing, extra);
  }

  private boolean countExpected() throws IOException {
    try (var in = expected.open()) {
      var lines = new LineReader(in, LineReader.Unit.LINES);
      for (var line = lines.next(); !line.isEnd(); line = lines.next()) {
        if (!line.isBlank()) {
          counts.merge(line.hash(), 1, Integer::sum);
        }
        if (counts.size() > MAX_LINES) {
          return false;
        }
      }
      return true;
    }
  }

  /** Leaves the counts of those that are missing. */
  private @Nullable OutputLine firstExtra() throws IOException {
    OutputLine extra = null;
    try (var in = actual.open()) {
      var lines = new LineReader(in, LineReader.Unit.LINES);
      for (var line = lines.next(); !line.isEnd(); line = lines.next()) {
        int left = counts.getOrDefault(line.hash(), 0);
        if (left > 0) {
          counts.put(line.hash(), left - 1);
        } else if (extra == null && !line.isBlank()) {
          extra = line;
        }
      }
    }
    return extra;
  }

  private @Nullable OutputLine firstMissing() throws IOException {
    try (var in = expected.open()) {
      var lines = new LineReader(in, LineReader.Unit.LINES);
      for (var line = lines.next(); !line.isEnd(); line = lines.next()) {
        if (counts.getOrDefault(line.hash(), 0) > 0) {
          return line;
        }
      }
    }
    return null;
  }
}
