package evalx.compilation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.files.NoFiles;
import evalx.language.FakeBuilds;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
class CompileServersIT {
  private static final String UIDS = "60700-60739";
  private static final String SOURCE = "script/toolchain/CompileServer.java";
  private static final Path JDK = Path.of("/usr/lib/jvm/default-java");
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static ExecutorService threads;
  private static IsolateDaemon daemon;
  private static NativeSandbox sandbox;
  private static CompileServers servers;
  private static Toolchain toolchain;

  @BeforeAll
  static void start() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var tools = makeTools();
    threads = Executors.newCachedThreadPool();
    daemon = new IsolateDaemon(UIDS, "--toolchain", tools.toString());
    sandbox = new NativeSandbox(daemon.socket(), 1, Spools.temporary());
    servers = new CompileServers(threads, 1, Duration.ofSeconds(5));
    var builds = new FakeBuilds();
    builds.works("java", "17", "17");
    toolchain = new Toolchain(sandbox, builds);
  }

  /** The part of what script/toolchain.sh makes that matters here. */
  private static Path makeTools() throws IOException, InterruptedException {
    var tools = Files.createDirectory(folder.resolve("tools"));
    Files.createSymbolicLink(tools.resolve("jdk"), JDK);
    var command = new ArrayList<>(List.of(JDK + "/bin/javac", "-Xlint:all", "-Werror"));
    java().setup().warm().server().stream()
        .filter(word -> word.startsWith("--add-exports"))
        .forEach(command::add);
    command.addAll(List.of("-d", tools.resolve("compile-server").toString(), SOURCE));
    var javac = new ProcessBuilder(command).inheritIO().start();
    assertThat(javac.waitFor()).isZero();
    return tools;
  }

  @AfterAll
  static void stop() {
    servers.close();
    sandbox.close();
    daemon.close();
    threads.shutdownNow();
  }

  private static Language java() {
    return new Languages().find("java").orElseThrow().with("/toolchain/jdk/bin/javac");
  }

  private static Optional<CompileAnswer> ask(String code) {
    return servers.compile(toolchain, java(), new SourceFile("Main.java", code.getBytes(UTF_8)));
  }

  private static CompileAnswer answer(String code) {
    return await()
        .atMost(START)
        .pollInSameThread()
        .until(() -> ask(code), Optional::isPresent)
        .orElseThrow();
  }

  private static Program compile(String code, Optional<CompileServers> warm) {
    var submission =
        new Submission(
            new Submission.Source(
                "java",
                Optional.empty(),
                List.of(new SourceFile("Main.java", code.getBytes(UTF_8))),
                List.of()),
            List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
            new Limits(LIMIT, LIMIT, 256L << 20),
            new Submission.Judging(new Checker.Exact(), false),
            new Submission.Handling(Encoding.UTF8, 1, false),
            List.of());
    return new Compiler(toolchain, NoFiles.contents(), warm).compile(java(), submission);
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
    answer("class Ready { }");
    try (var cold = compile(code, Optional.empty());
        var warm = compile(code, Optional.of(servers))) {
      assertThat(warm.rejection()).isEqualTo(cold.rejection());
      assertThat(warm.compiled().output()).isEqualTo(cold.compiled().output());
      assertThat(artifact(warm)).isEqualTo(artifact(cold));
    }
  }

  private static Object artifact(Program program) {
    return program instanceof Program.Ready ready ? ready.artifact() : "none";
  }

  @Test
  void aSourceSeesNothingOfOthers() {
    assertThat(answer("class Main { } class Helper { static int secret = 7; }").compiled())
        .isTrue();

    var next = answer("class Main { int stolen = Helper.secret; }");

    assertThat(next.compiled()).isFalse();
    assertThat(next.said()).asString(UTF_8).contains("cannot find symbol");
  }

  /** Each constant is twice as long as the one before. */
  @Test
  void aSourceThatTakesAllMemoryEndsItsServerAlone() {
    answer("class Ready { }");
    var constants =
        new StringBuilder("class Main { static final String S0 = \"sixteen letters.\";");
    for (int i = 1; i < 30; i++) {
      constants.append(" static final String S%d = S%d + S%d;".formatted(i, i - 1, i - 1));
    }

    assertThat(ask(constants + " }")).isEmpty();

    assertThat(ask("class Other { }")).as("before another one begins").isEmpty();
    assertThat(answer("class Other { }").compiled()).isTrue();
  }
}
