package evalx.compilation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import evalx.files.NoFiles;
import evalx.language.FakeBuilds;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.ArtifactId;
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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A sandbox with the compile servers of one language, and the part of the toolchain they need. */
public final class CompileServerBoxes implements AutoCloseable {
  /** That of Debian's packages, whichever is the default here. */
  private static final Path JDK = jdk();

  private static final Path SOURCES = Path.of("script/toolchain");
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Of its own for a source each, at the same time. */
  static final int COMPILERS = 2;

  private final Language language;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final IsolateDaemon daemon;
  private final NativeSandbox sandbox;
  private final CompileServers servers;
  private final Toolchain toolchain;

  private static Path jdk() {
    try {
      return Path.of("/usr/bin/javac").toRealPath().getParent().getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param folder for the toolchain
   * @param tool of the language
   * @param uids of the boxes, which no other daemon on this host may have
   */
  public CompileServerBoxes(Path folder, String language, String tool, String uids) {
    this.language = new Languages().find(language).orElseThrow().with(tool);
    daemon = new IsolateDaemon(uids, "--toolchain", tools(folder).toString());
    sandbox = new NativeSandbox(daemon.socket(), COMPILERS, Spools.temporary());
    servers = new CompileServers(threads, 1, Duration.ofSeconds(5));
    var builds = new FakeBuilds();
    builds.works(language, "1", "1");
    toolchain = new Toolchain(sandbox, builds);
  }

  private static Path tools(Path folder) {
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      var tools = Files.createDirectory(folder.resolve("tools"));
      Files.createSymbolicLink(tools.resolve("jdk"), JDK);
      var made = Files.createDirectory(tools.resolve("compile-server"));
      for (var name : List.of("KotlinServer.java", "tsc-server.js")) {
        Files.copy(SOURCES.resolve(name), made.resolve(name));
      }
      compile(made);
      return tools;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path folder) throws IOException {
    var command = new ArrayList<>(List.of(JDK + "/bin/javac", "-Xlint:all", "-Werror"));
    new Languages()
        .find("java").orElseThrow().setup().warm().server().stream()
            .filter(word -> word.startsWith("--add-exports"))
            .forEach(command::add);
    command.addAll(List.of("-d", folder.toString()));
    for (var name : List.of("CompileServer.java", "JavacServer.java")) {
      command.add(SOURCES.resolve(name).toString());
    }
    var javac = new ProcessBuilder(command).inheritIO().start();
    if (javac.onExit().join().exitValue() != 0) {
      throw new AssertionError("the compile server does not compile");
    }
  }

  /** What a server says now; empty where none is ready, or it does not do as usual. */
  Optional<CompileAnswer> ask(String file, String code) {
    return servers.compile(toolchain, language, new SourceFile(file, code.getBytes(UTF_8)));
  }

  /** What a server says as soon as one is ready. */
  CompileAnswer answer(String file, String code) {
    return await()
        .atMost(START)
        .pollDelay(Duration.ZERO)
        .pollInSameThread()
        .until(() -> ask(file, code), Optional::isPresent)
        .orElseThrow();
  }

  /** Whether a source is right, as a server says as soon as one is ready. */
  public boolean compiles(String file, String code) {
    return answer(file, code).compiled();
  }

  /** What comes of a source: why there is no program, what the compiler said, and the program. */
  public record Outcome(Optional<String> rejection, String output, Optional<ArtifactId> program) {}

  /** By a compiler of its own. */
  public Outcome cold(String file, String code) {
    return outcome(file, code, Optional.empty());
  }

  /** By a server where it does as usual. */
  public Outcome warm(String file, String code) {
    return outcome(file, code, Optional.of(servers));
  }

  private Outcome outcome(String file, String code, Optional<CompileServers> warm) {
    var submission =
        new Submission(
            new Submission.Source(
                language.id(),
                Optional.empty(),
                List.of(new SourceFile(file, code.getBytes(UTF_8))),
                List.of()),
            List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
            new Limits(LIMIT, LIMIT, 256L << 20),
            new Submission.Judging(new Checker.Exact(), false),
            new Submission.Handling(Encoding.UTF8, 1, false),
            List.of());
    var compiler = new Compiler(toolchain, NoFiles.contents(), warm);
    try (var program = compiler.compile(language, submission)) {
      var artifact =
          program instanceof Program.Ready ready
              ? Optional.of(ready.artifact())
              : Optional.<ArtifactId>empty();
      return new Outcome(program.rejection(), program.compiled().output(), artifact);
    }
  }

  @Override
  public void close() {
    servers.close();
    sandbox.close();
    daemon.close();
    threads.shutdownNow();
  }
}
