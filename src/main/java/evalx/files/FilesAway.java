package evalx.files;

import java.io.IOException;

/** The file store does not answer, or its disk fails: an outage, which is no failed attempt. */
public final class FilesAway extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FilesAway(IOException cause) {
    super("the file store is away: " + cause.getMessage(), cause);
  }
}
