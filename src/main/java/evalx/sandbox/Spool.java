package evalx.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder for outputs of runs that are too large for the heap. What an earlier process left in it
 * is deleted before it is first used.
 */
public final class Spool {
  private final Path folder;
  private boolean prepared;

  /**
   * @param folder which no other process uses; is created when it is needed
   */
  public Spool(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** Begins to keep an output, which takes no file while it is small. */
  public OutputDraft draft() {
    return new OutputDraft(Optional.of(this));
  }

  synchronized Path newFile() throws IOException {
    if (!prepared) {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
      prepared = true;
    }
    return Files.createTempFile(folder, "output", "");
  }
}
