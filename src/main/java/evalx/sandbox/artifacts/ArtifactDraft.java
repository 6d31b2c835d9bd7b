package evalx.sandbox.artifacts;

import evalx.sandbox.ArtifactId;
import evalx.submission.Sha256;
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
 * An artifact that is being written. Its files go to the disk one after another, because all of
 * them may be larger than the heap. Its id is known at the end.
 */
public final class ArtifactDraft {
  /** The same limits as for the daemon's artifacts. */
  static final int MAX_FILES = 4096;

  static final long MAX_SENT_BYTES = 512L << 20;

  /** Of what a run leaves. */
  static final long MAX_LEFT_BYTES = 64L << 20;

  private static final Pattern NAME =
      Pattern.compile(
          "(?!\\.{1,2}(/|$))[^/\\x00]{1,255}(/(?!\\.{1,2}(/|$))[^/\\x00]{1,255}){0,15}");
  private static final int MAX_NAME = 511;

  /** Bytes that each file takes in the store besides its content. */
  private static final long FILE_OVERHEAD = 4096;

  private final Path folder;
  private final long maxBytes;
  private final List<ArtifactId.Part> parts = new ArrayList<>();
  private long bytes;

  /** An artifact may not have these files. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * @param folder is created
   */
  ArtifactDraft(Path folder, long maxBytes) throws IOException {
    this.folder = Files.createDirectory(folder);
    this.maxBytes = maxBytes;
    open(folder, true);
  }

  /**
   * Writes a file.
   *
   * @param size of the content in bytes
   * @throws Refused when an artifact may not have the file; the content is not asked for then
   */
  public void add(String name, boolean executable, long size, IoConsumer<OutputStream> content)
      throws IOException {
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new Refused("invalid file name");
    }
    if (parts.size() == MAX_FILES || size > maxBytes - bytes) {
      throw new Refused("too many files or bytes for an artifact");
    }
    var path = folder.resolve(name);
    makeFoldersOf(name);
    var digest = Sha256.digest();
    try (var file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      content.accept(new DigestOutputStream(file, digest));
    }
    if (Files.size(path) != size) {
      throw new IOException("the size of a file changed");
    }
    open(path, executable);
    bytes += size;
    parts.add(new ArtifactId.Part(name, executable, size, digest.digest()));
  }

  private void makeFoldersOf(String name) throws IOException {
    for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      var at = folder.resolve(name.substring(0, end));
      if (!Files.exists(at)) {
        Files.createDirectory(at);
        open(at, true);
      }
    }
  }

  /** Makes it readable by box users, whatever this process's umask is. */
  private static void open(Path path, boolean executable) throws IOException {
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  Path folder() {
    return folder;
  }

  /** The id of the files so far. */
  ArtifactId id() {
    return ArtifactId.ofParts(parts);
  }

  /** Bytes that the artifact takes in the store. */
  long storedBytes() {
    return bytes + parts.size() * FILE_OVERHEAD;
  }
}
