package evalx.sandbox.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoxFilesTest {
  @TempDir private Path folder;

  private Path artifact() throws IOException {
    var artifact = Files.createDirectories(folder.resolve("artifact"));
    Files.createDirectories(artifact.resolve("d"));
    Files.writeString(artifact.resolve("d/data"), "12345");
    Files.writeString(artifact.resolve("more"), "67890");
    var tool = Files.writeString(artifact.resolve("tool"), "larger than all that is copied");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    return artifact;
  }

  private Path box(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  @Test
  void copiesDataAndLinksExecutables() throws IOException {
    var box = box("box");
    assertThat(BoxFiles.fill(box, artifact(), 10)).isTrue();
    assertThat(box.resolve("d/data")).hasContent("12345");
    assertThat(box.resolve("more")).hasContent("67890");
    assertThat(Files.readSymbolicLink(box.resolve("tool"))).isEqualTo(Path.of("/app/tool"));
  }

  @Test
  void saysThatTheCopiesDoNotFitTogether() throws IOException {
    assertThat(BoxFiles.fill(box("box"), artifact(), 9)).isFalse();
  }
}
