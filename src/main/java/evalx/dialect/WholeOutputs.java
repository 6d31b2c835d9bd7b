package evalx.dialect;

import evalx.files.FileStore;
import evalx.submission.CaseResult;
import evalx.submission.FileId;
import evalx.submission.Output;
import evalx.submission.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gives results what programs wrote beyond what a result keeps: other engines tell a MiB of stdout,
 * and their clients compare it. It lies in the file store; what that has no longer stays cut.
 */
@Singleton
public class WholeOutputs {
  /** Bytes of all test cases of a result together. */
  static final int MAX_BYTES = 1 << 20;

  private final Function<FileId, Optional<InputStream>> store;

  @Inject
  public WholeOutputs(FileStore store) {
    this(store::find);
  }

  /**
   * @param store opens a file; empty where it has it no longer
   */
  WholeOutputs(Function<FileId, Optional<InputStream>> store) {
    this.store = store;
  }

  /** The same result with outputs that are whole, or end with a whole character of UTF-8. */
  public Result of(Result result) {
    var cases = new ArrayList<CaseResult>();
    var left = MAX_BYTES;
    for (CaseResult each : result.cases()) {
      var whole = whole(each.stdout(), left);
      left -= Math.min(left, whole.bytes().length);
      cases.add(each.printing(whole, inCharacters(each.stderr())));
    }
    return result.with(cases);
  }

  private Output whole(Output output, int max) {
    if (output.file().isEmpty() || max <= output.bytes().length) {
      return inCharacters(output);
    }
    return store
        .apply(output.file().get())
        .map(in -> inCharacters(read(in, max, output)))
        .orElseGet(() -> inCharacters(output));
  }

  private static Output read(InputStream file, int max, Output output) {
    try (file) {
      var bytes = file.readNBytes(max);
      return new Output(bytes, file.read() >= 0, output.file());
    } catch (IOException e) {
      throw new UncheckedIOException("an output cannot be read", e);
    }
  }

  /** Without the beginning of a character that was cut. */
  private static Output inCharacters(Output output) {
    var bytes = output.bytes();
    if (!output.truncated()) {
      return output;
    }
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      var b = bytes[bytes.length - back] & 0xff;
      if (b >= 0xc0) {
        var size = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        return size > back
            ? new Output(Arrays.copyOf(bytes, bytes.length - back), true, output.file())
            : output;
      }
      if (b < 0x80) {
        return output;
      }
    }
    return output;
  }
}
