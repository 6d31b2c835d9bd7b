package evalx.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * Runs programs in boxes. Calls block; all methods are thread safe.
 *
 * <p>Every method may throw {@link SandboxUnavailable} when the sandbox is away, which is nobody's
 * failed attempt, and {@link SandboxFailure} when this one request broke in it, or waited too long
 * for its turn while the sandbox answers.
 */
public interface Sandbox extends AutoCloseable {
  /** The driver's name in results, such as "native". */
  String driver();

  /** What the host gives this sandbox. */
  SandboxInfo info();

  /** Stores files and gives their name; the same files have the same name. */
  ArtifactId store(List<ArtifactFile> files);

  /**
   * Keeps an artifact until the lease is closed.
   *
   * @throws ArtifactMissing when it is not there (any more)
   */
  Lease lease(ArtifactId id);

  /**
   * The files of an artifact; empty when they have more bytes together than asked for.
   *
   * @throws ArtifactMissing when it is not there (any more)
   */
  Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes);

  /**
   * Runs a program to its end or its limits. An interrupt ends the run at once, and leaves as
   * {@link SandboxUnavailable} with the thread still marked as interrupted.
   *
   * <p>A report says {@link Ending.NotStarted} only of a command that is a file of the artifact:
   * that is its program's fault.
   *
   * @throws ArtifactMissing when the artifact it needs is not there (any more)
   * @throws SandboxFailure also when any other command cannot be started, such as a compiler that
   *     this host no longer has
   * @throws SandboxDied when the sandbox daemon ended during the run
   */
  RunReport run(RunRequest request);

  /** The sandbox for runs of a language, where a driver has something of its own for it. */
  default Sandbox forLanguage(String language) {
    return this;
  }

  @Override
  void close();
}
