package evalx.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import evalx.submission.SourceFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleOrderTest {
  private final ModuleOrder fortran =
      new Languages().find("fortran").orElseThrow().commands().order().orElseThrow();

  private static SourceFile file(String name, String code) {
    return new SourceFile(name, code.getBytes(UTF_8));
  }

  private List<String> sorted(SourceFile... files) {
    return fortran.sorted(List.of(files)).stream().map(SourceFile::name).toList();
  }

  @Test
  void aModuleComesBeforeWhatUsesIt() {
    var main = file("main.f90", "program p\n  use, non_intrinsic :: Outer, only: f\nend program\n");
    var outer = file("outer.f90", "module outer ! of all\r\n  use inner\r\nend module\r\n");
    var inner = file("inner.f90", "MODULE inner\nend module\n");
    assertThat(sorted(main, outer, inner)).containsExactly("inner.f90", "outer.f90", "main.f90");
  }

  @Test
  void aSubmoduleComesAfterItsParent() {
    var main = file("main.f90", "use tree\nend\n");
    var leaf = file("leaf.f90", "submodule (tree:branch) leaf\nend submodule\n");
    var branch = file("branch.f90", "submodule ( tree ) branch\nend submodule\n");
    var tree = file("tree.f90", "module tree\nend module\n");
    assertThat(sorted(leaf, branch, tree, main))
        .containsExactly("tree.f90", "branch.f90", "leaf.f90", "main.f90");
  }

  /** The server looks for the modules, so that no source may hold it up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "submodule(\r",
        "use ,",
        "use,   ",
        "module ",
        "module a\r",
        "submodule ( a ",
        "\t",
        "a"
      })
  void noSourceTakesLong(String repeated) {
    var long1 = file("a.f90", repeated.repeat((1 << 20) / repeated.length()));
    var long2 =
        file("b.f90", repeated + " ".repeat(1 << 19) + repeated + "\t".repeat(1 << 19) + "x");
    assertTimeout(Duration.ofSeconds(5), () -> assertThat(sorted(long1, long2)).hasSize(2));
  }
}
