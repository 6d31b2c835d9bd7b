package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Content;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.util.List;
import java.util.function.Supplier;

/**
 * Files that runs read where the daemon has stored them. It gets each once, and again only when it
 * was evicted. None is leased while it is used: a run opens them as it begins, and what waits for a
 * slot must not fill the store.
 */
final class StoredFiles {
  private static final int MAX_TRIES = 3;

  private final Slots slots;
  private final ArtifactConnection artifacts;

  /**
   * @param slots over which files are sent
   */
  StoredFiles(Slots slots, ArtifactConnection artifacts) {
    this.slots = slots;
    this.artifacts = artifacts;
  }

  /** The id of an artifact that is this file alone. */
  static ArtifactId id(Content file) {
    return ArtifactId.ofOne(ArtifactFrames.STDIN, file);
  }

  /**
   * Runs what reads such files, again after each that was missing.
   *
   * @throws ArtifactMissing when it lacks another artifact
   */
  <T> T run(List<Content> files, Supplier<T> run) {
    for (int attempt = 1; ; attempt++) {
      try {
        return run.get();
      } catch (ArtifactMissing e) {
        var missing = files.stream().filter(file -> id(file).equals(e.id())).findFirst();
        var file = missing.orElseThrow(() -> e);
        if (attempt == MAX_TRIES * files.size()) {
          throw new SandboxUnavailable("files were evicted before each of " + attempt + " runs", e);
        }
        requireSame(id(file), slots.ask(connection -> connection.storeFile(file)));
      }
    }
  }

  /** Sends those that the daemon lacks now, for a run that is slow to say that it lacks one. */
  void bring(List<Content> files) {
    files.forEach(file -> run(List.of(file), () -> artifacts.lease(id(file))).close());
  }

  static ArtifactId requireSame(ArtifactId expected, ArtifactId stored) {
    if (!stored.equals(expected)) {
      throw new SandboxFailure("a file is not what its SHA-256 says");
    }
    return stored;
  }
}
