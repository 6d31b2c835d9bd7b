package evalx.files;

import evalx.submission.FileId;

/** A file that a submission names is not, or no longer, in the file store. */
public final class FileMissing extends RuntimeException {
  private static final long serialVersionUID = 1;

  FileMissing(FileId id) {
    super("the file " + id + " is not in the file store");
  }
}
