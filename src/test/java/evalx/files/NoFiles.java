package evalx.files;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A file store in which nothing is. */
public final class NoFiles {
  private static final Path NOWHERE = Path.of("/nonexistent");

  private NoFiles() {}

  public static FileContents contents() {
    return new FileContents(new FolderBlobs(NOWHERE), Optional.empty());
  }

  public static FileStore store() {
    return new FileStore(
        new FolderBlobs(NOWHERE), NOWHERE, Duration.ofDays(1), 1 << 20, Clock.systemUTC());
  }
}
