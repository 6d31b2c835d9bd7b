package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** A folder on a disk of its own, a small one in memory, which can be filled. */
final class SmallDisk implements AutoCloseable {
  private static final int MIB = 1024;

  private final String folder;
  private final String filling;

  SmallDisk(Path folder) {
    this.folder = folder.toString();
    this.filling = folder.resolve("filling").toString();
    asRoot("mkdir", "-p", this.folder);
    asRoot("mount", "-t", "tmpfs", "-o", "size=" + MIB + "m", "tmpfs", this.folder);
  }

  /** Leaves no more than the rest of so many percent free. */
  void fill(int percent) {
    var bytes = (long) MIB * percent / 100 + "M";
    asRoot("fallocate", "--length", bytes, filling);
  }

  void empty() {
    asRoot("rm", "-f", filling);
  }

  private static void asRoot(String... command) {
    assertThat(Script.asRoot(command)).as(String.join(" ", command)).isZero();
  }

  @Override
  public void close() {
    asRoot("umount", folder);
  }
}
