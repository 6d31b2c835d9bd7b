package evalx.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Files in a folder, which several nodes may share: in folders by the first digits of their names,
 * with the time of their last use as time of modification.
 */
final class FolderBlobs implements Blobs {
  private static final int PREFIX = 2;

  /** In names of files that are not whole yet. */
  private static final String PART = "-part-";

  private final Path folder;

  /**
   * @param folder is created when it is needed
   */
  FolderBlobs(Path folder) {
    this.folder = folder;
  }

  private Path path(String name) {
    return folder.resolve(name.substring(0, PREFIX)).resolve(name);
  }

  @Override
  public Optional<Entry> find(String name) throws IOException {
    try {
      return Optional.of(entry(path(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Entry entry(Path path) throws IOException {
    var found = Files.readAttributes(path, BasicFileAttributes.class);
    return new Entry(
        path.getFileName().toString(), found.size(), found.lastModifiedTime().toInstant());
  }

  @Override
  public void put(String name, Path file) throws IOException {
    var target = path(name);
    var part = path(name + PART + UUID.randomUUID());
    Files.createDirectories(target.getParent());
    try {
      // Within a file system this is a rename; the second is one everywhere.
      Files.move(file, part);
      Files.setLastModifiedTime(part, FileTime.from(Instant.now()));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(path(name));
  }

  @Override
  public void touch(String name) throws IOException {
    Files.setLastModifiedTime(path(name), FileTime.from(Instant.now()));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
  }

  @Override
  public void list(Consumer<Entry> each) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var prefixes = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path prefix : prefixes) {
        list(prefix, each);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void list(Path prefix, Consumer<Entry> each) throws IOException {
    try (var paths = Files.newDirectoryStream(prefix)) {
      for (Path path : paths) {
        try {
          each.accept(entry(path));
        } catch (NoSuchFileException e) {
          // Deleted meanwhile, by another node.
        }
      }
    }
  }
}
