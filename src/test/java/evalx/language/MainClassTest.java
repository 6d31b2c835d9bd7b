package evalx.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import evalx.submission.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainClassTest {
  private final Languages languages = new Languages();

  private String mainClass(String id, List<String> sources) {
    var language = languages.find(id).orElseThrow();
    var files = new ArrayList<SourceFile>();
    for (String source : sources) {
      var code = source.getBytes(UTF_8);
      files.add(new SourceFile(language.fileFor(code), code));
    }
    return language.names().mainClass().orElseThrow().find(files);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class Main { public static void main(String[] a) {} } | Main.java | Main",
        "public class Solution { public static void main(String[] a) {} } | Solution.java |"
            + " Solution",
        "package a.b; public final class Lösung { static void main() {} } | Lösung.java |"
            + " a.b.Lösung",
        "class A { void f() {} } public class B { public static void main(String[] a) {} } | B.java"
            + " | B",
        "record P(int x) { class Q {} } interface M { static void main(String[] a) {} } | Main.java"
            + " | M",
        "/* public class No { */ class Yes { String s = \"class X {\"; char c = '}'; static void"
            + " main() {} } | Main.java | Yes",
        "// void main() {%nclass Real { static void main() {} } | Main.java | Real",
        "class Outer { public static class Inner { static void main() {} } } | Main.java | Outer",
        "void main() {} | Main.java | Main",
        "class A {}%nvoid main() {} | Main.java | Main",
        "public enum E { X; public static void main(String... a) {} } | E.java | E",
        "class Helper { public static void main(String[] a) {} } public class Go { public static void"
            + " main(String[] a) {} } | Go.java | Go",
        "class Util { void main() {} } class Main { public static void main(String[] a) {} } |"
            + " Main.java | Main",
        "class Util { static void main(int x) {} } class Go { static void main(final String[] a) {}"
            + " } | Main.java | Go",
      })
  void javaIsRunByTheClassThatHasMain(String source, String file, String name) {
    var code = source.formatted().getBytes(UTF_8);
    assertThat(languages.find("java").orElseThrow().fileFor(code)).isEqualTo(file);
    assertThat(mainClass("java", List.of(source.formatted()))).isEqualTo(name);
  }

  @Test
  void theFirstFileWithAnEntryDecides() {
    var sources =
        List.of("public class Part {}", "package p; public class App { static void main() {} }");
    assertThat(mainClass("java", sources)).isEqualTo("p.App");
    assertThat(mainClass("java", List.of("public class Part {}"))).isEqualTo("Part");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "object Main:%n  def main(args: Array[String]): Unit = () | Main",
        "object App1 extends App {} | App1",
        "@main def solve() = println(1) | solve",
        "package x%nobject Y { def main(a: Array[String]) = () } | x.Y",
      })
  void scalaToo(String source, String name) {
    assertThat(mainClass("scala", List.of(source.formatted()))).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "println 1 | main",
        "class App { static void main(String[] args) { println 1 } } | App",
        "package p%nclass A {}%nclass B { static main(args) { println 1 } } | p.B",
      })
  void groovyRunsAScriptOrAClass(String source, String name) {
    assertThat(mainClass("groovy", List.of(source.formatted()))).isEqualTo(name);
  }

  /** Sources come from anybody. */
  @ParameterizedTest
  @ValueSource(strings = {"class A {", "public ", "/*", "\"", "{", "}", "void main", "package  "})
  void noSourceTakesLong(String repeated) {
    var text = repeated.repeat(100_000);
    assertTimeout(Duration.ofSeconds(20), () -> mainClass("java", List.of(text)));
  }

  /** Each word of a repeated group takes room on the stack, unless it is never given back. */
  @Test
  void noNumberOfModifiersIsTooMany() {
    var code = "public " + "final ".repeat(100_000) + "class Solution { }";
    assertThat(languages.find("java").orElseThrow().fileFor(code.getBytes(UTF_8)))
        .isEqualTo("Solution.java");
  }
}
