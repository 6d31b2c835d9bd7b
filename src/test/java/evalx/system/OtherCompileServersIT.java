package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.CompileServerBoxes;
import evalx.language.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kotlinc and tsc in processes that live longer, as javac; they are installed for this. */
@Tag("slow")
class OtherCompileServersIT {
  private static final Path LIBRARIES = Path.of("/usr/local/lib/evalx");

  @TempDir private Path folder;

  @BeforeAll
  static void install() {
    Product.start(Map.of(), "--languages", "kotlin,typescript").close();
  }

  /** The newest, as programs get it. */
  private static String tool(String glob) throws IOException {
    var matcher = LIBRARIES.getFileSystem().getPathMatcher("glob:" + LIBRARIES + "/" + glob);
    try (Stream<Path> all = Files.walk(LIBRARIES, 5)) {
      return all.filter(matcher::matches)
          .map(Path::toString)
          .max(Comparator.comparing(OtherCompileServersIT::version, Versions.OLDEST_FIRST))
          .orElseThrow();
    }
  }

  /** That of its folder, as in {@code kotlin-2.4.21}. */
  private static String version(String tool) {
    return tool.replaceFirst("[^-]*-([^/]+)/.*", "$1");
  }

  private static void assertSame(CompileServerBoxes boxes, String file, String... sources) {
    for (var source : sources) {
      boxes.compiles(file, "");
      assertThat(boxes.warm(file, source)).as(source).isEqualTo(boxes.cold(file, source));
    }
  }

  @Test
  void theSameComesOfASourceOfKotlin() throws IOException {
    var tool = tool("kotlin-*/kotlin-stdlib-[0-9]*.jar");
    try (var boxes = new CompileServerBoxes(folder, "kotlin", tool, "60740-60779")) {
      assertSame(
          boxes,
          "main.kt",
          "",
          "fun main() { println(readLine()!!.split(\" \").sumOf { it.toInt() }) }",
          """
          package a.b
          object X { @JvmStatic fun main(a: Array<String>) { println("h\u00e9") } }
          """,
          "fun main() { val x: Int = \"s\"; foo() }\nclass A : B()",
          "fun main( {",
          """
          data class P(val a: Int, val b: String)
          sealed interface S { class T : S }
          suspend fun f() = 1
          inline fun <reified T> g(x: Any) = x is T
          """);
      assertThat(boxes.compiles("main.kt", "class Helper")).isTrue();
      assertThat(boxes.compiles("main.kt", "val stolen = Helper()")).isFalse();
    }
  }

  @Test
  void theSameComesOfASourceOfTypeScript() throws IOException {
    var tool = tool("typescript-*/node_modules/typescript/bin/tsc");
    try (var boxes = new CompileServerBoxes(folder, "typescript", tool, "60440-60479")) {
      assertSame(
          boxes,
          "main.ts",
          "",
          "import { readFileSync } from 'fs';\nconsole.log(readFileSync(0, 'utf8').length);",
          "let x: number = 's'; foo();",
          "import x from './other'; export const y = x;",
          "import { readFile } from 'fs/promises'; import z from 'zod';",
          "const \u00e9 = 'h\u20ac'; enum A { B } namespace N { export const q = 1 } N.q;",
          "class X { #p = 1; static { } async *g() { yield this.#p; } }",
          "function f( {",
          "declare global { interface Array<T> { zap(): T } }\nexport {}; [1].zap();");
      assertSame(boxes, "src/main.ts", "console.log(1);", "let x: number = 's';");
      assertThat(boxes.compiles("main.ts", "[1].zap();"))
          .as("what another source declared of the library")
          .isFalse();
    }
  }
}
