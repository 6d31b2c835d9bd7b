package evalx.history;

import evalx.format.ResultWriter;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes of a result what the history keeps of it: the JSON that clients read, compressed, within a
 * number of bytes.
 */
final class PackResult {
  /**
   * The JSON before compression; what is packed then has less than 1 MiB, H2's limit for a value.
   */
  static final int MAX_BYTES = 768 << 10;

  /** What each output of a result that is too large keeps; the first that fits is taken. */
  private static final int[] KEPT_OUTPUT_BYTES = {Integer.MAX_VALUE, 1024, 0};

  private final ResultWriter writer;

  PackResult(ResultWriter writer) {
    this.writer = writer;
  }

  /** The packed JSON; empty when even without outputs it is too large. */
  Optional<byte[]> pack(Result result) {
    for (int max : KEPT_OUTPUT_BYTES) {
      var kept = keeping(result, max);
      if (outputBytes(kept) <= MAX_BYTES) {
        var json = writer.write(kept);
        if (json.length <= MAX_BYTES) {
          return Optional.of(Gzip.pack(json));
        }
      }
    }
    return Optional.empty();
  }

  /** The bytes of all outputs, also that of the compiler: a lower bound of what the JSON has. */
  static long outputBytes(Result result) {
    return result.compiled().output().length()
        + result.cases().stream()
            .mapToLong(c -> (long) c.stdout().bytes().length + c.stderr().bytes().length)
            .sum();
  }

  /** The result with no more than this many bytes of each output. */
  static Result keeping(Result result, int maxOutputBytes) {
    Stream<CaseResult> cases =
        result.cases().stream().map(c -> c.keeping(maxOutputBytes, maxOutputBytes));
    return new Result(
        result.id(),
        result.verdict(),
        result.subject(),
        result.compiled(),
        cases.toList(),
        result.remarks(),
        result.provenance());
  }
}
