package evalx.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** All that a run printed to stdout, in a file that is deleted when this is closed. */
public final class SpooledOutput implements AutoCloseable {
  private final Path file;
  private final long size;

  SpooledOutput(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  public long size() {
    return size;
  }

  public InputStream open() throws IOException {
    return Files.newInputStream(file);
  }

  /** The file itself; it belongs to the caller who moves it away. */
  public Path file() {
    return file;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new SandboxFailure("cannot delete a spooled output: " + e.getMessage(), e);
    }
  }
}
