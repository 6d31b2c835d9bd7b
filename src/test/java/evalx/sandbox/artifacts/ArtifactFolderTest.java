package evalx.sandbox.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import evalx.sandbox.ArtifactId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run left in its box becomes an artifact. */
class ArtifactFolderTest {
  @TempDir Path root;
  private Path box;
  private ArtifactFolder artifacts;

  @BeforeEach
  void start() throws IOException {
    box = Files.createDirectory(root.resolve("box"));
    artifacts = new ArtifactFolder(root.resolve("artifacts"), 1L << 30, 1024);
  }

  /** A file of zeros that take no place on the disk. */
  private void file(String name, long size) throws IOException {
    try (var file = new RandomAccessFile(box.resolve(name).toFile(), "rw")) {
      file.setLength(size);
    }
  }

  private Optional<ArtifactId> collect() throws IOException {
    return artifacts.collect(draft -> BoxFiles.collect(box, draft));
  }

  private void leavesNothingBehind() throws IOException {
    try (var left = Files.list(root.resolve("artifacts"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aLargeProgramIsStreamedToDisk() throws IOException {
    file("main", 64 << 20);
    var meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var before = meter.getCurrentThreadAllocatedBytes();

    var artifact = collect().orElseThrow();

    assertThat(meter.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    assertThat(artifacts.path(artifact).resolve("main")).hasSize(64 << 20);
  }

  @Test
  void collectedFilesGetTheSameIdAsStoredOnes() throws IOException {
    Files.writeString(Files.createDirectory(box.resolve("d")).resolve("b"), "two");
    Files.writeString(box.resolve("a"), "one");

    var artifact = collect().orElseThrow();

    assertThat(artifact).isEqualTo(ArtifactId.of(artifacts.fetch(artifact, 100).orElseThrow()));
    assertThat(collect()).contains(artifact);
  }

  @Test
  void tooManyBytesMakeNoArtifact() throws IOException {
    file("main", (64 << 20) + 1);

    assertThat(collect()).isEmpty();
    leavesNothingBehind();
  }

  @Test
  void tooManyFilesMakeNoArtifact() throws IOException {
    for (int i = 0; i <= 4096; i++) {
      file("f" + i, 0);
    }

    assertThat(collect()).isEmpty();
    leavesNothingBehind();
  }

  @Test
  void tooDeepFoldersMakeNoArtifact() throws IOException {
    Files.createDirectories(box.resolve("d/".repeat(17)));

    assertThat(collect()).isEmpty();
    leavesNothingBehind();
  }
}
