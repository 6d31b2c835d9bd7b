package evalx.files;

import evalx.submission.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** Files on the disk of this node that are still arriving, or are not needed beyond a request. */
final class ArrivingFiles {
  private static final int PIECE = 1 << 16;

  /** Bytes of the disk that belong to others, such as the broker's journal. */
  private static final long MIN_FREE = 512L << 20;

  /** Others write too, so the disk is looked at again after each 16 MiB. */
  private static final int LOOK_EVERY_BITS = 24;

  /** After which an upload has ended, also one of a node that is gone. */
  private static final Duration MAX_UPLOAD = Duration.ofHours(1);

  private static final Logger LOG = System.getLogger(ArrivingFiles.class.getName());

  private final Path folder;

  ArrivingFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * What has arrived.
   *
   * @param sha256 of it, in hexadecimal digits
   * @param size bytes
   */
  record Received(String sha256, long size) {}

  /**
   * A new file, which is empty.
   *
   * @throws FileStoreFull when the disk has no room
   * @throws FilesAway when it fails
   */
  Path create() {
    try {
      Files.createDirectories(folder);
      requireRoom(folder);
      return Files.createTempFile(folder, "upload", "");
    } catch (IOException e) {
      throw new FilesAway(e);
    }
  }

  private static void requireRoom(Path there) {
    if (there.toFile().getUsableSpace() < MIN_FREE) {
      throw new FileStoreFull();
    }
  }

  /**
   * Takes in what arrives.
   *
   * @return its size and its name, which follows from its content
   * @throws FileStoreFull when the disk has no room
   * @throws FilesAway when it fails
   * @throws IOException when the content cannot be read
   */
  static Received receive(InputStream content, Path to) throws IOException {
    var digest = Sha256.digest();
    try (var out = new ToDisk(open(to))) {
      var piece = new byte[PIECE];
      long size = 0;
      for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
        digest.update(piece, 0, count);
        out.write(piece, 0, count);
        if ((size >> LOOK_EVERY_BITS) != ((size + count) >> LOOK_EVERY_BITS)) {
          requireRoom(to);
        }
        size += count;
      }
      return new Received(HexFormat.of().formatHex(digest.digest()), size);
    }
  }

  /** A failure of the disk is no failure of who sends. */
  private static final class ToDisk extends FilterOutputStream {
    ToDisk(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] from, int offset, int count) {
      try {
        out.write(from, offset, count);
      } catch (IOException e) {
        throw new FilesAway(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw new FilesAway(e);
      }
    }
  }

  /** Deletes one that is not needed; what came of it stays, and the sweep deletes what is left. */
  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a file that arrived could not be deleted: {0}", e.toString());
    }
  }

  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw new FilesAway(e);
    }
  }

  /** Deletes what is left of uploads that have ended. */
  void sweep(Instant now) throws IOException {
    Files.createDirectories(folder);
    var abandoned = FileTime.from(now.minus(MAX_UPLOAD));
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        try {
          if (Files.getLastModifiedTime(file).compareTo(abandoned) < 0) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // An upload that has ended meanwhile.
        }
      }
    }
  }
}
