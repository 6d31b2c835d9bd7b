package evalx.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads what a dead run left in its box. Untrusted code chose every name, so each is only opened
 * below a directory that is open, never through a link, and nothing but regular files is opened.
 */
final class BoxFiles {
  private static final int MOST_DEPTH = 16;
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final List<ArtifactFile> files = new ArrayList<>();
  private long bytes;

  private BoxFiles() {}

  /**
   * The regular files in a box.
   *
   * @throws IOException when they are more, larger or deeper than an artifact may have
   */
  static List<ArtifactFile> in(Path box) throws IOException {
    try (DirectoryStream<Path> root = Files.newDirectoryStream(box)) {
      if (!(root instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("this system cannot open files below a directory");
      }
      var found = new BoxFiles();
      found.addAll(secure, "", 0);
      return found.files;
    }
  }

  private void addAll(SecureDirectoryStream<Path> folder, String prefix, int depth)
      throws IOException {
    if (depth > MOST_DEPTH) {
      throw new IOException("folders are nested too deep");
    }
    for (Path entry : folder) {
      var name = entry.getFileName();
      var attributes =
          folder.getFileAttributeView(
              name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      var found = attributes.readAttributes();
      if (found.isDirectory()) {
        try (var inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          addAll(inner, prefix + name + "/", depth + 1);
        }
      } else if (found.isRegularFile()) {
        var executable = found.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
        files.add(new ArtifactFile(prefix + name, content(folder, name), executable));
      }
      if (files.size() > ArtifactFolder.MOST_FILES) {
        throw new IOException("more files than an artifact may have");
      }
    }
  }

  private byte[] content(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    try (var channel = folder.newByteChannel(name, READ)) {
      bytes += channel.size();
      if (bytes > ArtifactFolder.MOST_ARTIFACT_BYTES) {
        throw new IOException("more bytes than an artifact may have");
      }
      var content = ByteBuffer.allocate((int) channel.size());
      while (content.hasRemaining()) {
        if (channel.read(content) < 0) {
          throw new IOException("a file became shorter");
        }
      }
      return content.array();
    }
  }
}
