package evalx.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The file store.
 *
 * @param shared the folder that all nodes share; empty: one of this node's own
 * @param own the folder of this node's files: all of them, or those it has taken from elsewhere
 * @param ttl how long a file is kept after its last use; at least as long as a job that names it
 *     may wait and run
 */
public record FileSettings(Optional<Path> shared, Path own, Duration ttl, Bytes bytes) {
  private static final int MAX_FILE = 64 << 20;
  private static final int MAX_MIB = 1 << 24;

  /** A job is run this many times before it is given up. */
  private static final int ATTEMPTS = 3;

  /**
   * Bounds in bytes.
   *
   * @param file one file
   * @param store all files
   * @param cache those that a worker has taken from elsewhere
   */
  public record Bytes(int file, long store, long cache) {}

  static FileSettings read(SettingsReader reader, JobSettings jobs) {
    var asked = reader.seconds("FILE_TTL", 60, 31_536_000);
    var needed = jobs.taskTtl().plus(jobs.maxTime().multipliedBy(ATTEMPTS));
    return new FileSettings(
        reader.optional("FILE_STORE").map(folder -> Path.of(folder).toAbsolutePath()),
        reader.path("DATA_DIR").resolve("files"),
        asked.compareTo(needed) < 0 ? needed : asked,
        new Bytes(
            reader.number("MAX_FILE_BYTES", 1024, MAX_FILE),
            mib(reader, "MAX_FILE_STORE_MIB"),
            mib(reader, "FILE_CACHE_MIB")));
  }

  private static long mib(SettingsReader reader, String name) {
    return (long) reader.number(name, 64, MAX_MIB) << 20;
  }
}
