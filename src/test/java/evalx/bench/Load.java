package evalx.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How crowded this machine is. */
final class Load {
  private Load() {}

  /** Processes that ran or wanted to run, as means of the last 1, 5 and 15 minutes. */
  static String now() {
    try {
      return Files.readString(Path.of("/proc/loadavg"))
          .replaceFirst("^(\\S+ \\S+ \\S+) .*\\s*", "$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
