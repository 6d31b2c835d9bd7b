package evalx.sandbox.artifacts;

import evalx.sandbox.ArtifactId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An artifact that is being written: its files come one after another and go to the disk, for all
 * of them may be more than the heap holds. Its name is known at the end.
 */
public final class ArtifactDraft {
  /** The same bounds as those of the daemon's artifacts. */
  static final int MAX_FILES = 4096;

  static final long MAX_BYTES = 256L << 20;

  private static final Pattern NAME =
      Pattern.compile(
          "(?!\\.{1,2}(/|$))[^/\\x00]{1,255}(/(?!\\.{1,2}(/|$))[^/\\x00]{1,255}){0,15}");
  private static final int MAX_NAME = 511;

  /** What an artifact takes of its store's room for each file, beside the content. */
  private static final long FILE_OVERHEAD = 4096;

  private final Path folder;
  private final List<ArtifactId.Part> parts = new ArrayList<>();
  private long bytes;

  /** Files that no artifact may have. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * @param folder is made
   */
  ArtifactDraft(Path folder) throws IOException {
    this.folder = Files.createDirectory(folder);
    open(folder, true);
  }

  /**
   * Writes a file.
   *
   * @param size in bytes of what it holds
   * @throws Refused before it asks for the content, when an artifact may not have the file
   */
  public void add(String name, boolean executable, long size, IoConsumer<OutputStream> content)
      throws IOException {
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new Refused("a file name that leads elsewhere");
    }
    if (parts.size() == MAX_FILES || size > MAX_BYTES - bytes) {
      throw new Refused("an artifact of too many files or bytes");
    }
    var path = folder.resolve(name);
    makeFolders(path.getParent());
    var digest = ArtifactId.hash();
    try (var file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      content.accept(new DigestOutputStream(file, digest));
    }
    if (Files.size(path) != size) {
      throw new IOException("a file changed its size");
    }
    open(path, executable);
    bytes += size;
    parts.add(new ArtifactId.Part(name, executable, size, digest.digest()));
  }

  private void makeFolders(Path inner) throws IOException {
    var at = folder;
    for (var part : folder.relativize(inner)) {
      at = at.resolve(part);
      if (!Files.exists(at)) {
        Files.createDirectory(at);
        open(at, true);
      }
    }
  }

  /** Readable by the users of boxes, whatever this process' mask. */
  private static void open(Path path, boolean executable) throws IOException {
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  Path folder() {
    return folder;
  }

  /** The name of the files so far. */
  ArtifactId id() {
    return ArtifactId.ofParts(parts);
  }

  /** Bytes that they take of the store's room. */
  long room() {
    return bytes + parts.size() * FILE_OVERHEAD;
  }
}
