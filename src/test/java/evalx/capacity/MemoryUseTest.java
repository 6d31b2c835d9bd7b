package evalx.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryUseTest {
  @TempDir Path root;

  @BeforeEach
  void host() {
    write("proc/meminfo", "MemTotal:  1000 kB\nMemFree:  10 kB\nMemAvailable:  400 kB\n");
  }

  private void write(String name, String content) {
    try {
      var file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void isUsed(double share) {
    var use = new MemoryUse(root.resolve("proc"), root.resolve("cgroup"));
    assertThat(use.share()).isCloseTo(share, within(0.001));
  }

  @Test
  void theHostCountsWhereThereIsNoGroup() {
    isUsed(0.6);
  }

  @Test
  void aGroupOfVersion2ThatIsFullerCounts() {
    write("proc/self/cgroup", "0::/app/one\n");
    write("cgroup/app/one/memory.max", "1000\n");
    write("cgroup/app/one/memory.current", "1000\n");
    write("cgroup/app/one/memory.stat", "anon 800\ninactive_file 100\n");
    isUsed(0.9);
    write("cgroup/app/one/memory.max", "max\n");
    isUsed(0.6);
  }

  @Test
  void aGroupAboveThatIsFullerCounts() {
    write("proc/self/cgroup", "0::/app/one\n4:memory:/app/one\n");
    write("cgroup/app/one/memory.max", "max\n");
    write("cgroup/app/one/memory.current", "500\n");
    write("cgroup/app/memory.max", "1000\n");
    write("cgroup/app/memory.current", "900\n");
    write("cgroup/app/memory.stat", "inactive_file 100\n");
    isUsed(0.8);
    write("cgroup/memory/app/one/memory.limit_in_bytes", "9223372036854771712\n");
    write("cgroup/memory/app/one/memory.usage_in_bytes", "950\n");
    write("cgroup/memory/app/memory.limit_in_bytes", "1000\n");
    write("cgroup/memory/app/memory.usage_in_bytes", "980\n");
    isUsed(0.98);
  }

  @Test
  void aGroupOfVersion1InAContainerCounts() {
    write("proc/self/cgroup", "5:cpu:/x\n4:memory:/docker/abc\n");
    write("cgroup/memory/memory.limit_in_bytes", "1000\n");
    write("cgroup/memory/memory.usage_in_bytes", "950\n");
    write("cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 200\n");
    isUsed(0.75);
    write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    isUsed(0.6);
  }

  @Test
  void thisHostSaysSomething() {
    assertThat(new MemoryUse().share()).isBetween(0.001, 1.0);
  }
}
