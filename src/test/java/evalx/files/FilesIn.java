package evalx.files;

import evalx.submission.FileId;
import evalx.submission.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A file store in a folder of a test. */
public final class FilesIn {
  private FilesIn() {}

  public static FileContents folder(Path folder) {
    return new FileContents(new FolderBlobs(folder), Optional.empty());
  }

  /**
   * Files whose readers wait until they are interrupted.
   *
   * @param opened done when a reader begins
   */
  public static FileContents stalled(Runnable opened) {
    return new FileContents(new StalledBlobs(opened), Optional.empty());
  }

  public static FileStore store(Path folder) {
    return new FileStore(
        new FolderBlobs(folder),
        folder.resolve("uploads"),
        Duration.ofDays(1),
        1L << 30,
        Clock.systemUTC());
  }

  public static FileId add(Path folder, String content) throws IOException {
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    var id = new FileId(Sha256.hex(bytes));
    new FolderBlobs(folder).put(id.sha256(), Files.write(folder.resolve("new"), bytes));
    return id;
  }

  public static void remove(Path folder, FileId id) {
    try {
      new FolderBlobs(folder).delete(id.sha256());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
