package evalx.sandbox.artifacts;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a box: those that a run begins with, and those that a finished run left. Of the
 * latter, untrusted code chose every name, so each is opened relative to an open directory, never
 * through a link, and only if it is a regular file.
 */
public final class BoxFiles {
  private static final int MAX_DEPTH = 16;
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private static final Set<PosixFilePermission> WRITABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private BoxFiles() {}

  /**
   * Puts the files of an artifact, which the run sees in /app, into its box, in which nothing has
   * run yet: data as copies, and executables as links.
   *
   * @return false if the copies would have more bytes than {@code max}; then the box is not whole
   */
  public static boolean fill(Path box, Path artifact, long max) throws IOException {
    long left = max;
    List<Path> all;
    try (Stream<Path> found = Files.walk(artifact)) {
      all = found.filter(path -> !path.equals(artifact)).toList();
    }
    for (Path source : all) {
      var name = artifact.relativize(source).toString();
      var target = box.resolve(name);
      if (Files.isDirectory(source)) {
        Files.createDirectory(target);
      } else if (Files.getPosixFilePermissions(source)
          .contains(PosixFilePermission.OWNER_EXECUTE)) {
        Files.createSymbolicLink(target, Path.of("/app", name));
      } else if ((left -= Files.size(source)) < 0) {
        return false;
      } else {
        Files.copy(source, target);
        Files.setPosixFilePermissions(target, WRITABLE);
      }
    }
    return true;
  }

  /**
   * Adds the regular files in a box to an artifact.
   *
   * @throws ArtifactDraft.Refused when there are more, larger or deeper ones than an artifact may
   *     have
   */
  public static void collect(Path box, ArtifactDraft draft) throws IOException {
    try (DirectoryStream<Path> root = Files.newDirectoryStream(box)) {
      if (!(root instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("this system cannot open files relative to a directory");
      }
      collect(secure, "", 0, draft);
    }
  }

  private static void collect(
      SecureDirectoryStream<Path> folder, String prefix, int depth, ArtifactDraft draft)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ArtifactDraft.Refused("folders are nested too deeply");
    }
    for (Path entry : folder) {
      var name = entry.getFileName();
      var attributes =
          folder.getFileAttributeView(
              name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      var found = attributes.readAttributes();
      if (found.isDirectory()) {
        try (var inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          collect(inner, prefix + name + "/", depth + 1, draft);
        }
      } else if (found.isRegularFile()) {
        var executable = found.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        try (var file = folder.newByteChannel(name, READ)) {
          draft.add(
              prefix + name, executable, file.size(), Channels.newInputStream(file)::transferTo);
        }
      }
    }
  }
}
