package evalx.compilation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.files.NoFiles;
import evalx.language.Command;
import evalx.language.FakeBuilds;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Python programs run from bytecode and cannot tell. */
class PythonIT {
  private static final String UIDS = "60600-60699";
  private static final Duration SECONDS = Duration.ofSeconds(20);

  private static IsolateDaemon daemon;
  private static NativeSandbox sandbox;

  @BeforeAll
  static void start() {
    daemon = new IsolateDaemon(UIDS);
    sandbox = new NativeSandbox(daemon.socket(), 2, Spools.temporary());
  }

  @AfterAll
  static void stop() {
    sandbox.close();
    daemon.close();
  }

  @Test
  void theProgramKnowsItselfByItsSource() {
    var report =
        run(
            Map.of(
                "main.py",
                """
                "What it is for"
                from __future__ import annotations
                import inspect, sys
                def f(x: Unknown): pass
                print(__file__, sys.argv, __name__, __doc__)
                print(open(__file__).read().count("\\n"), inspect.getsource(f))
                exit()
                """));
    assertThat(new String(report.stdout(), UTF_8))
        .isEqualTo(
            """
            /app/main.py ['/app/main.py', 'a b'] __main__ What it is for
            7 def f(x: Unknown): pass

            """);
    assertThat(report.ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void anErrorShowsTheLine() {
    var report = run(Map.of("main.py", "def f():\n    return 1 / 0\nf()\n"));
    assertThat(new String(report.stderr(), UTF_8))
        .isEqualTo(
            """
            Traceback (most recent call last):
              File "/app/main.py", line 3, in <module>
                f()
              File "/app/main.py", line 2, in f
                return 1 / 0
                       ~~^~~
            ZeroDivisionError: division by zero
            """);
  }

  @Test
  void otherFilesComeAsBytecodeToo() {
    var report =
        run(
            Map.of(
                "main.py", "import part\nprint(part.N, part.__cached__, open('/app/d').read())\n",
                "part.py", "N = 7\n",
                "d", "data"));
    assertThat(new String(report.stdout(), UTF_8))
        .startsWith("7 /app/__pycache__/part.")
        .endsWith(" data\n");
  }

  /** As deep as Python itself takes a source. */
  @Test
  void longChainsCompile() {
    var report = run(Map.of("main.py", "print(" + "1+".repeat(2500) + "1)\n"));
    assertThat(new String(report.stdout(), UTF_8)).isEqualTo("2501\n");
  }

  @Test
  void whatDoesNotCompileSaysWhere() {
    var program = compile(Map.of("main.py", "import part\n", "part.py", "print(1\n"));
    assertThat(program).isInstanceOf(Program.Rejected.class);
    assertThat(program.compiled().output())
        .isEqualTo(
            """
              File "/app/part.py", line 1
                print(1
                     ^
            SyntaxError: '(' was never closed

            """);
  }

  @Test
  void anIndentThatIsMissingIsShownToo() {
    assertThat(compile(Map.of("main.py", "if 1:\nx = 1\n")).compiled().output())
        .startsWith("  File \"/app/main.py\", line 2\n    x = 1\n")
        .contains("IndentationError: expected an indented block");
  }

  private static RunReport run(Map<String, String> files) {
    var program = (Program.Ready) compile(files);
    var python = python();
    var command =
        new Command(python, sources(files), List.of(), python.memory())
            .of(python.commands().run(), List.of("a b"));
    try (program) {
      return sandbox.run(
          new RunRequest(
              new RunRequest.Invocation(command, Command.ENVIRONMENT),
              Optional.of(program.artifact()),
              new byte[0],
              Compiler.LIMITS,
              RunRequest.Folder.EMPTY));
    }
  }

  private static Program compile(Map<String, String> files) {
    var submission =
        new Submission(
            new Submission.Source("python", Optional.empty(), sources(files), List.of()),
            List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
            new Limits(SECONDS, SECONDS, 128L << 20),
            new Submission.Judging(new Checker.Exact(), false),
            new Submission.Handling(Encoding.UTF8, 1, false),
            List.of());
    return new Compiler(
            new Toolchain(sandbox, new FakeBuilds()),
            NoFiles.contents(),
            Optional.of(UncachedCompilers.noServers()))
        .compile(python(), submission);
  }

  private static Language python() {
    return new Languages().find("python").orElseThrow().with("/usr/bin/python3");
  }

  /** The main one first. */
  private static List<SourceFile> sources(Map<String, String> files) {
    var sources = new ArrayList<SourceFile>();
    files.forEach(
        (name, text) ->
            sources.add(
                name.equals("main.py") ? 0 : sources.size(),
                new SourceFile(name, text.getBytes(UTF_8))));
    return sources;
  }
}
