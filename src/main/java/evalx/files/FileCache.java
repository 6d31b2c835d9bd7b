package evalx.files;

import evalx.submission.FileId;
import evalx.submission.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Files of a store elsewhere that this worker has used: in a folder, of which the least recently
 * used are deleted first. Each was compared with its SHA-256 when it came. It begins empty.
 */
final class FileCache {
  /** One file is fetched once, and some at the same time. */
  private static final int LOCKS = 16;

  private final Blobs blobs;
  private final Path folder;
  private final long maxBytes;
  private final Object[] locks = IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toArray();
  private final Map<FileId, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private boolean prepared;

  /** A file that is open, and so stays readable when it is deleted. */
  private record Opened(InputStream in, long size) {}

  /**
   * @param folder is emptied when it is first used
   * @param maxBytes as many as a file has, or more
   */
  FileCache(Blobs blobs, Path folder, long maxBytes) {
    this.blobs = blobs;
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * The size of a file.
   *
   * @throws NoSuchFileException when the store has no such file
   */
  long size(FileId id) throws IOException {
    var opened = opened(id);
    opened.in().close();
    return opened.size();
  }

  /**
   * Opens a file.
   *
   * @throws NoSuchFileException when the store has no such file
   */
  InputStream open(FileId id) throws IOException {
    return opened(id).in();
  }

  private Opened opened(FileId id) throws IOException {
    synchronized (locks[Math.floorMod(id.hashCode(), LOCKS)]) {
      var known = known(id);
      return known.isPresent() ? known.get() : fetched(id);
    }
  }

  private synchronized Optional<Opened> known(FileId id) throws IOException {
    var size = sizes.get(id);
    return size == null
        ? Optional.empty()
        : Optional.of(new Opened(Files.newInputStream(path(id)), size));
  }

  private Path path(FileId id) {
    return folder.resolve(id.sha256());
  }

  private Opened fetched(FileId id) throws IOException {
    prepare();
    var part = folder.resolve(id + ".part");
    try {
      fetch(id, part);
      var opened = new Opened(Files.newInputStream(part), Files.size(part));
      keep(id, part, opened.size());
      return opened;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private synchronized void prepare() throws IOException {
    if (!prepared) {
      Files.createDirectories(folder);
      try (var left = Files.newDirectoryStream(folder)) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
      prepared = true;
    }
  }

  private void fetch(FileId id, Path to) throws IOException {
    var digest = Sha256.digest();
    try (var in = blobs.open(id.sha256());
        var out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
      in.transferTo(out);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(id.sha256())) {
      throw new IOException("the file " + id + " is damaged");
    }
  }

  private synchronized void keep(FileId id, Path part, long size) throws IOException {
    var oldest = sizes.entrySet().iterator();
    while (bytes + size > maxBytes && oldest.hasNext()) {
      var other = oldest.next();
      Files.deleteIfExists(path(other.getKey()));
      bytes -= other.getValue();
      oldest.remove();
    }
    Files.move(part, path(id), StandardCopyOption.ATOMIC_MOVE);
    sizes.put(id, size);
    bytes += size;
  }
}
