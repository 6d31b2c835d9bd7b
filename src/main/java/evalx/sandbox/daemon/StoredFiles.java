package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Content;
import evalx.sandbox.Lease;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Files that runs read where the daemon has stored them. It gets each once, and again only when it
 * was evicted.
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

  /** Runs a program whose stdin is such a file. */
  RunFrames.Told run(RunRequest request, Content stdin, Spool spool) {
    var id = id(stdin);
    for (int attempt = 1; ; attempt++) {
      try {
        return slots.ask(connection -> connection.tell(request, spool, id));
      } catch (ArtifactMissing e) {
        if (!e.id().equals(id)) {
          throw e;
        }
        store(stdin, attempt, e);
      }
    }
  }

  /** Does something while the daemon has these files. */
  <T> T holding(List<Content> files, Supplier<T> action) {
    var held = new ArrayList<Lease>();
    try {
      files.forEach(file -> held.add(hold(file)));
      return action.get();
    } finally {
      held.forEach(Lease::close);
    }
  }

  private Lease hold(Content file) {
    for (int attempt = 1; ; attempt++) {
      try {
        return artifacts.lease(id(file));
      } catch (ArtifactMissing e) {
        store(file, attempt, e);
      }
    }
  }

  private void store(Content file, int attempt, ArtifactMissing cause) {
    if (attempt == MAX_TRIES) {
      throw new SandboxUnavailable("a file was evicted " + MAX_TRIES + " times", cause);
    }
    requireSame(id(file), slots.ask(connection -> connection.storeStdin(file)));
  }

  static ArtifactId requireSame(ArtifactId expected, ArtifactId stored) {
    if (!stored.equals(expected)) {
      throw new SandboxFailure("a file is not what its SHA-256 says");
    }
    return stored;
  }
}
