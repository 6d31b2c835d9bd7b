package evalx.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/** Which names the files of an artifact may have: what isolate/PROTOCOL.md asks of them. */
public final class ArtifactNames {
  /** Bytes of a name. */
  public static final int MAX = 511;

  private static final int MAX_PART = 255;
  private static final int MAX_PARTS = 16;

  private ArtifactNames() {}

  /**
   * Checks names that somebody else chose.
   *
   * @throws IllegalArgumentException when the sandbox would take one of them amiss, one is there
   *     twice, or one is a folder of another
   */
  public static void check(List<ArtifactFile> files) {
    var names = new HashSet<String>();
    var folders = new HashSet<String>();
    for (ArtifactFile file : files) {
      var name = file.name();
      if (bytes(name) > MAX || name.indexOf('\0') >= 0 || !names.add(name)) {
        throw new IllegalArgumentException("invalid file name");
      }
      checkParts(name.split("/", -1));
      for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
        folders.add(name.substring(0, at));
      }
    }
    if (names.stream().anyMatch(folders::contains)) {
      throw new IllegalArgumentException("a file has the name of a folder");
    }
  }

  private static void checkParts(String[] parts) {
    if (parts.length > MAX_PARTS) {
      throw new IllegalArgumentException("a file is nested too deeply");
    }
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || bytes(part) > MAX_PART) {
        throw new IllegalArgumentException("a file name leads out of its folder");
      }
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
