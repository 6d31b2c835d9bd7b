package evalx.execution;

import evalx.cache.ArtifactCache;
import evalx.cache.Compilation;
import evalx.language.Language;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Submission;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Compiles a job's sources when its turn comes at the gate, for this job or for all. */
class CompileInTurn {
  private static final Logger LOG = System.getLogger(CompileInTurn.class.getName());

  private static final Duration ALL_AT_ONCE = Duration.ofMinutes(1);

  private final Compiler compiler;
  private final Sandbox sandbox;
  private final SandboxGate gate;
  private final Waiting waiting;

  /**
   * What came of it.
   *
   * @param compilation the same for other nodes; empty where the program is too large for them
   */
  record Made(Program program, Optional<Compilation> compilation) {}

  CompileInTurn(Compiler compiler, Sandbox sandbox, SandboxGate gate, Waiting waiting) {
    this.compiler = compiler;
    this.sandbox = sandbox;
    this.gate = gate;
    this.waiting = waiting;
  }

  /**
   * Compiles whatever was compiled before.
   *
   * @param meanwhile done at each pace until it ends
   */
  Made forAll(Job job, Language language, Duration pace, Runnable meanwhile) {
    var made = gate.submit(language.id(), job.token(), () -> shareable(language, job.submission()));
    return awaited(made, pace, meanwhile);
  }

  /** Compiles for this job alone. */
  Program alone(Job job, Language language) {
    var made =
        gate.submit(
            language.id(),
            job.token(),
            () -> new Made(compiler.compile(language, job.submission()), Optional.empty()));
    return awaited(made, ALL_AT_ONCE, () -> {}).program();
  }

  private Made awaited(CompletableFuture<Made> compilation, Duration pace, Runnable meanwhile) {
    try {
      return waiting.await(compilation, pace, meanwhile);
    } catch (RuntimeException e) {
      // It may still come to its end, when nobody waits for it any more.
      compilation.thenAccept(CompileInTurn::release);
      throw e;
    }
  }

  private static void release(Made made) {
    if (made.program() instanceof Program.Ready ready) {
      LOG.log(Level.DEBUG, "a program came too late for its job");
      ready.close();
    }
  }

  private Made shareable(Language language, Submission submission) {
    var program = compiler.compile(language, submission);
    if (program instanceof Program.Rejected rejected) {
      var error =
          new Compilation.Error(rejected.message(), rejected.compileTime(), rejected.output());
      return new Made(program, Optional.of(error));
    }
    var ready = (Program.Ready) program;
    var files =
        language.compile().isEmpty()
            ? Optional.of(Compiler.sources(submission)).filter(CompileInTurn::isSmall)
            : fetched(ready.artifact());
    return new Made(
        ready,
        // A name that is not UTF-8 would be another one elsewhere.
        files
            .filter(all -> ArtifactId.of(all).equals(ready.artifact()))
            .map(
                all ->
                    new Compilation.Program(
                        ready.artifact(), all, ready.compileTime(), ready.output())));
  }

  private Optional<List<ArtifactFile>> fetched(ArtifactId artifact) {
    try {
      return sandbox.fetch(artifact, ArtifactCache.MOST_BYTES);
    } catch (ArtifactMissing | SandboxFailure | SandboxUnavailable e) {
      LOG.log(Level.WARNING, "a program is not kept for other nodes: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isSmall(List<ArtifactFile> files) {
    return files.stream().mapToLong(file -> file.content().length).sum()
        <= ArtifactCache.MOST_BYTES;
  }
}
