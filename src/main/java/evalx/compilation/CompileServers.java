package evalx.compilation;

import evalx.config.Settings;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.submission.SourceFile;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Compilers that run already, for languages whose compiler starts slowly. One is begun when it is
 * missed. What none of them compiles at once and as usual is for a fresh process, so all that they
 * ever say is that a source compiles, or which errors it has.
 */
@Singleton
class CompileServers {
  /** A longer source might find no room on its way to a process that hangs. */
  private static final int MAX_SOURCE = 64 << 10;

  /** A JVM compiles the fifth source ten times faster than the first. */
  private static final int TRIALS = 5;

  private static final Duration TRIAL_TIME = Duration.ofSeconds(30);
  private static final Duration TIME = Duration.ofSeconds(5);

  private final Executor threads;
  private final KeptServers kept;
  private final Duration time;

  @Inject
  CompileServers(CompilerThreads threads, Settings settings) {
    this(
        threads,
        Math.min(
            settings.runs().sandboxes().maxConcurrent(),
            Runtime.getRuntime().availableProcessors()),
        TIME);
  }

  /**
   * @param threads two for each server
   * @param time in which a source is compiled as a rule
   */
  CompileServers(Executor threads, int most, Duration time) {
    this.threads = threads;
    this.kept = new KeptServers(Math.min(most, Sandbox.MAX_SERVED));
    this.time = time;
  }

  /**
   * Compiles a source without options.
   *
   * @return empty where it is for a fresh process
   * @throws SandboxFailure when the thread is interrupted
   */
  Optional<CompileAnswer> compile(Toolchain toolchain, Language language, SourceFile source) {
    var build = toolchain.build(language);
    if (language.setup().warm().server().isEmpty()
        || !toolchain.sandbox().runsLive()
        || build.isEmpty()
        || !language.isSource(source.name())
        || !isFit(source)) {
      return Optional.empty();
    }
    var kind = new KeptServers.Kind(toolchain.driver(), language.id(), build.get());
    var server = kept.take(kind, () -> begin(toolchain, language, kind));
    if (server.isEmpty()) {
      return Optional.empty();
    }
    try {
      return server.get().compile(path(source), source.content(), time);
    } finally {
      kept.giveBack(server.get());
    }
  }

  private static boolean isFit(SourceFile source) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(source.content()));
      return source.file().isEmpty() && source.content().length <= MAX_SOURCE;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String path(SourceFile source) {
    return "/app/" + source.name();
  }

  /** Begins a server, which is kept from the moment in which it has proved to work. */
  private Optional<CompileServer> begin(
      Toolchain toolchain, Language language, KeptServers.Kind kind) {
    var command =
        new Command(language, List.of(), List.of(), Compiler.LIMITS.memoryBytes())
            .of(language.setup().warm().server());
    var server =
        new CompileServer(
            toolchain, language, new RunRequest.Invocation(command, Command.environment(language)));
    try {
      threads.execute(
          () -> {
            try {
              server.run();
            } finally {
              kept.ended(server);
            }
          });
      threads.execute(() -> tryOut(server, language, kind));
      return Optional.of(server);
    } catch (RejectedExecutionException e) {
      server.close();
      return Optional.empty();
    }
  }

  private void tryOut(CompileServer server, Language language, KeptServers.Kind kind) {
    var source =
        new SourceFile(
            language.names().file(), language.selfTest().code().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < TRIALS; i++) {
      var answer = server.compile(path(source), source.content(), TRIAL_TIME);
      if (answer.isEmpty() || !answer.get().compiled()) {
        kept.failed(kind);
        server.close();
        return;
      }
    }
    kept.giveBack(server);
  }

  @PreDestroy
  void close() {
    kept.close();
  }
}
