package evalx.compilation;

import evalx.cache.ArtifactCache;
import evalx.cache.Compilation;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Gives programs that were compiled here to the other nodes, through Redis, while their jobs go on:
 * fetching, compressing and sending a static C++ program takes 30 ms of CPU.
 *
 * <p>Only names of programs wait here, and a bounded number of them: more are not shared.
 */
@Singleton
class SharePrograms {
  private static final int MAX_WAITING = 64;
  private static final Logger LOG = System.getLogger(SharePrograms.class.getName());

  private final ArtifactCache cache;
  private final Executor executor;
  private final Semaphore places = new Semaphore(MAX_WAITING);

  @Inject
  SharePrograms(ArtifactCache cache, SharingThread thread) {
    this(cache, (Executor) thread);
  }

  /**
   * @param executor shares one at a time
   */
  SharePrograms(ArtifactCache cache, Executor executor) {
    this.cache = cache;
    this.executor = executor;
  }

  /**
   * Shares a program soon, and then ends the claim under which it was made.
   *
   * @param sandbox that has it
   * @param time how long others may find it
   */
  void later(Sandbox sandbox, String name, String holder, Program.Ready program, Duration time) {
    if (!places.tryAcquire()) {
      LOG.log(Level.DEBUG, "A program is not shared with other nodes: too many wait for it");
      cache.release(name, holder);
      return;
    }
    try {
      executor.execute(
          () -> {
            try {
              cache.inTurn(() -> share(sandbox, name, holder, program, time));
            } finally {
              ended(name, holder);
            }
          });
    } catch (RejectedExecutionException e) {
      ended(name, holder);
    }
  }

  private void ended(String name, String holder) {
    places.release();
    cache.release(name, holder);
  }

  /** Returns its name where it was shared. */
  private Optional<ArtifactId> share(
      Sandbox sandbox, String name, String holder, Program.Ready program, Duration time) {
    cache.renew(name, holder);
    var artifact = program.artifact();
    var compilation =
        fetched(sandbox, artifact)
            // A name that is not UTF-8 would be another one elsewhere.
            .filter(files -> ArtifactId.of(files).equals(artifact))
            .map(
                files ->
                    new Compilation.Program(
                        artifact, files, program.compiled().time(), program.compiled().output()));
    compilation.ifPresent(made -> cache.put(name, made, time));
    return compilation.map(Compilation.Program::artifact);
  }

  /** Empty where it is too large to be shared, or has gone. */
  private Optional<List<ArtifactFile>> fetched(Sandbox sandbox, ArtifactId artifact) {
    try {
      return sandbox.fetch(artifact, ArtifactCache.MAX_BYTES);
    } catch (ArtifactMissing | SandboxFailure | SandboxUnavailable e) {
      LOG.log(Level.DEBUG, "A program is not shared with other nodes", e);
      return Optional.empty();
    }
  }
}
