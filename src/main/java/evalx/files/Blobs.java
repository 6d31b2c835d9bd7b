package evalx.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where files lie, by name. A name is a SHA-256, or one with a suffix of letters, digits and
 * hyphens. All methods are thread safe.
 */
interface Blobs extends AutoCloseable {
  /**
   * A file.
   *
   * @param used when it was last written or touched
   */
  record Entry(String name, long size, Instant used) {}

  Optional<Entry> find(String name) throws IOException;

  /**
   * Adds a file, whole or not at all.
   *
   * @param file which the store may move away
   */
  void put(String name, Path file) throws IOException;

  /**
   * Opens a file.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there
   */
  InputStream open(String name) throws IOException;

  /** Marks a file as used now. */
  void touch(String name) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(String name) throws IOException;

  /** Shows every file, in any order. */
  void list(Consumer<Entry> each) throws IOException;

  @Override
  default void close() {}
}
