package evalx.compilation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.CompileServerBoxes.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** javac in a process that lives longer says and makes what a javac of the source's own does. */
class JavacServerIT {
  private static final String FILE = "Main.java";

  private static final ExecutorService COMPILERS =
      Executors.newFixedThreadPool(CompileServerBoxes.COMPILERS);

  /** What comes of each source by a javac of its own, which takes most of the time. */
  private static final Map<String, CompletableFuture<Outcome>> COLD = new HashMap<>();

  @TempDir private static Path folder;
  private static CompileServerBoxes boxes;

  @BeforeAll
  static void start() {
    boxes = new CompileServerBoxes(folder, "java", "/toolchain/jdk/bin/javac", "60700-60739");
    sources()
        .forEach(
            code ->
                COLD.put(
                    code, CompletableFuture.supplyAsync(() -> boxes.cold(FILE, code), COMPILERS)));
  }

  @AfterAll
  static void stop() {
    COMPILERS.shutdownNow();
    boxes.close();
  }

  static Stream<String> sources() {
    return Stream.of(
        "",
        "// nothing\n",
        "class Main { public static void main(String[] a) { System.out.println(1); } }",
        "public class Other { }",
        "class Main { int x = \"s\"; }",
        "class Main { int f() { return 1 ",
        "class Main { void f() { return 1; } int g() { } void h() { int i; i++; Foo.bar(); } }",
        "class Main { String s = \"h\u00e9\u20ac\ud83d\ude00\"; int \u00e9 = 1; int x = \u00fc; }",
        "\ttab class Main {\n\t\tint\tx = y;\n}",
        "class Main {\r\n  int x = y;\r\n}\r\n",
        "class Main { } class Main { }",
        "package a.b; public class Main { static class In { } class Of { } }",
        "import foo.bar.*; import java.util.Lost; class Main { List<String> l; }",
        "import java.util.*; class Main { List l = new ArrayList(); void f() { l.add(1); } }",
        "class Main { void f() { Thread.currentThread().stop(); new Integer(1); } }",
        "class Main { @Override public String toSting() { return null; } }",
        "class Main { @Deprecated void f() { } @FunctionalInterface interface F { } }",
        "import java.util.function.*; class Main { Function<String, Integer> f = String::size; }",
        "class Main { record R(int a, String b) { R { if (a < 0) throw new Error(); } } }",
        "class Main { sealed interface S permits A, B { } record A() implements S { }"
            + " record B() implements S { } }",
        "class Main { enum E { A, B { void f() { } }; void f() { } }"
            + " int g(E e) { return switch (e) { case A -> 1; case B -> 2; }; } }",
        "class Main { String s = \"\"\"\n    text\n      block\n    \"\"\"; }",
        "class Main { int x = 0x; char c = ''; String s = \"open; }",
        "class Main { var x = 1; void f() { var y = null; } }",
        "class Main { void f() { try { } catch (java.io.IOException e) { } } }",
        "class Main { void f() { throw new Exception(); } }",
        "class Main { final int x; static final long L = 1 << 40; assert false; }",
        "class Main<T extends Comparable<T>> { <U> U f(T t) { return t; } }",
        "class Main extends String implements Runnable { }",
        "class Main { int a(int x) { while (true) { } } int b() { while (true); return 1; } }",
        "interface Main { static void main(String[] a) { Runnable r = () -> { }; r.run(); } }",
        "module a.b { requires java.sql; }",
        "@interface Main { int value() default 1; }",
        "class Main { String s = \"" + "x".repeat(60_000) + "\"; }",
        "class Main {" + " int x = y;".repeat(150) + " }",
        "class Main { int x = " + "(".repeat(12_000) + "1" + ")".repeat(12_000) + "; }",
        "class Main { java.sql.Date d; java.net.http.HttpClient h; sun.misc.Unsafe u; }",
        "class Main { Object o = new Object() { int x = new Object() { int y = 1; }.y; }; }");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theSameComesOfASource(String code) {
    boxes.answer(FILE, "class Ready { }");

    assertThat(boxes.warm(FILE, code)).isEqualTo(COLD.get(code).join());
  }

  @Test
  void aSourceSeesNothingOfOthers() {
    var first = boxes.answer(FILE, "class Main { } class Helper { static int secret = 7; }");
    assertThat(first.compiled()).isTrue();

    var next = boxes.answer(FILE, "class Main { int stolen = Helper.secret; }");

    assertThat(next.compiled()).isFalse();
    assertThat(next.said()).asString(UTF_8).contains("cannot find symbol");
  }

  /** Each constant is twice as long as the one before. */
  @Test
  void aSourceThatTakesAllMemoryEndsItsServerAlone() {
    boxes.answer(FILE, "class Ready { }");
    var constants =
        new StringBuilder("class Main { static final String S0 = \"sixteen letters.\";");
    for (int i = 1; i < 30; i++) {
      constants.append(" static final String S%d = S%d + S%d;".formatted(i, i - 1, i - 1));
    }

    assertThat(boxes.ask(FILE, constants + " }")).isEmpty();

    assertThat(boxes.ask(FILE, "class Other { }")).as("before another one begins").isEmpty();
    assertThat(boxes.answer(FILE, "class Other { }").compiled()).isTrue();
  }
}
