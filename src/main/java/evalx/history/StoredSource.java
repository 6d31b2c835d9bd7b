package evalx.history;

import evalx.submission.SourceFile;
import java.util.List;

/**
 * The files of a submission, the main one first.
 *
 * @param truncated whether files, or the ends of files, are missing because they were too large to
 *     keep
 */
public record StoredSource(List<SourceFile> files, boolean truncated) {
  public StoredSource {
    files = List.copyOf(files);
  }
}
