package evalx.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.redis.Packed;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompilationEntryTest {
  private static ArtifactFile file(String name, int bytes) {
    return new ArtifactFile(name, new byte[bytes], true);
  }

  private static Compilation.Program program(ArtifactFile... files) {
    return new Compilation.Program(
        ArtifactId.of(List.of(files)), List.of(files), Duration.ofMillis(400), "a warning");
  }

  @Test
  void aProgramIsReadAsItWasWritten() throws IOException {
    var program =
        program(file("main", 5000), file("d/é", 0), new ArtifactFile("x", new byte[] {7}, false));

    var read = (Compilation.Program) CompilationEntry.read(CompilationEntry.write(program));

    assertThat(read.artifact()).isEqualTo(program.artifact());
    assertThat(read.time()).isEqualTo(program.time());
    assertThat(read.output()).isEqualTo("a warning");
    assertThat(read.files())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(program.files());
  }

  @Test
  void anErrorIsReadAsItWasWritten() throws IOException {
    var error = new Compilation.Rejected("no", Duration.ofSeconds(1), "main.c:1: no");

    assertThat(CompilationEntry.read(CompilationEntry.write(error))).isEqualTo(error);
  }

  @Test
  void onlyWhatIsLargeIsCompressed() {
    var small = CompilationEntry.write(program(file("main", 100)));
    var large = CompilationEntry.write(program(file("main", 100_000)));

    assertThat(Packed.isCompressed(small)).isFalse();
    assertThat(Packed.isCompressed(large)).isTrue();
    assertThat(large).hasSizeLessThan(2000);
  }

  static Stream<Compilation.Program> harmful() {
    return Stream.of(
        program(file("../main", 1)),
        program(file("/main", 1)),
        program(file("a//b", 1)),
        program(file("a/./b", 1)),
        program(file("", 1)),
        program(file("a\0b", 1)),
        program(file("x".repeat(256), 1)),
        program(file("a/".repeat(16) + "b", 1)),
        program(file("a", 1), file("a", 1)),
        program(file("a", 1), file("a/b", 1)),
        program(Stream.generate(() -> file("f", 0)).limit(4097).toArray(ArtifactFile[]::new)),
        new Compilation.Program(
            new ArtifactId("0".repeat(64)), List.of(file("main", 1)), Duration.ZERO, ""),
        new Compilation.Program(
            program(file("a", 1)).artifact(), List.of(file("a", 1)), Duration.ofDays(1), ""),
        new Compilation.Program(
            program(file("a", 1)).artifact(), List.of(file("a", 1)), Duration.ofNanos(-1), ""),
        program(file("bomb", 64 << 20)));
  }

  @ParameterizedTest
  @MethodSource("harmful")
  void filesTheSandboxWouldRefuseAreNotRead(Compilation.Program program) {
    var entry = CompilationEntry.write(program);

    assertThatThrownBy(() -> CompilationEntry.read(entry)).isInstanceOf(IOException.class);
  }

  @Test
  void damagedEntriesAreNotRead() {
    var entry = CompilationEntry.write(program(file("main", 300)));
    for (int length = 0; length < entry.length; length++) {
      var cut = Arrays.copyOf(entry, length);
      assertThatThrownBy(() -> CompilationEntry.read(cut)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> CompilationEntry.read(Arrays.copyOf(entry, entry.length + 1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void noiseIsNotReadAndDoesNoHarm() {
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      var entry = CompilationEntry.write(program(file("main", i % 2000)));
      for (int n = 0; n < 3; n++) {
        entry[random.nextInt(entry.length)] = (byte) random.nextInt();
      }
      try {
        CompilationEntry.read(entry);
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }
    assertThatThrownBy(() -> CompilationEntry.read("hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }
}
