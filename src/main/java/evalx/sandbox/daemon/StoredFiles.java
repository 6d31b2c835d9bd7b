package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Content;
import evalx.sandbox.Lease;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Files that runs read where the daemon has stored them. It gets each once, and again only when it
 * was evicted. Usually none is leased while it is used: a run opens them as it begins, and what
 * waits for a slot must not fill the store.
 *
 * <p>Runs whose files do not all fit into the store would evict each other's for ever. One that has
 * lost some again, or finds no room, waits for its turn, and leases its files for its run. No other
 * sends one while it leases them.
 */
final class StoredFiles {
  private static final int MAX_TRIES = 3;
  private static final Duration MAX_WAIT = Duration.ofMinutes(2);

  private final Slots slots;
  private final ArtifactConnection artifacts;
  private final Semaphore turn = new Semaphore(1, true);

  /** Out of turn by any number of threads, at its turn by one alone. */
  private final ReadWriteLock sending = new ReentrantReadWriteLock(true);

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
   * @throws SandboxUnavailable also when the files find no room
   */
  <T> T run(List<Content> files, Supplier<T> run) {
    for (int sent = 0; ; sent++) {
      try {
        return run.get();
      } catch (ArtifactMissing e) {
        var missing = files.stream().filter(file -> id(file).equals(e.id())).findFirst();
        var file = missing.orElseThrow(() -> e);
        if (sent == files.size() || !isSent(file)) {
          return inTurn(files, run);
        }
      }
    }
  }

  private <T> T inTurn(List<Content> files, Supplier<T> run) {
    await(turn::tryAcquire);
    var leases = new ArrayList<Lease>();
    try {
      lease(files, leases);
      return run.get();
    } finally {
      leases.forEach(Lease::close);
      turn.release();
    }
  }

  private void lease(List<Content> files, List<Lease> leases) {
    await(sending.writeLock()::tryLock);
    try {
      files.forEach(file -> leases.add(leased(file)));
    } finally {
      sending.writeLock().unlock();
    }
  }

  private interface Wait {
    boolean isOver(long atMost, TimeUnit unit) throws InterruptedException;
  }

  private static void await(Wait wait) {
    try {
      if (!wait.isOver(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SandboxUnavailable("files of others fill the sandbox's store");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  /** Only a program that the daemon stores may evict what was sent just now. */
  private Lease leased(Content file) {
    for (int attempt = 1; ; attempt++) {
      try {
        return artifacts.lease(id(file));
      } catch (ArtifactMissing e) {
        if (attempt == MAX_TRIES) {
          throw new SandboxUnavailable("a file was evicted " + attempt + " times", e);
        }
        send(file);
      }
    }
  }

  /**
   * The same for a run that is slow to say that it lacks a file: what is missing is sent before.
   */
  <T> T runSlow(List<Content> files, Supplier<T> run) {
    return files.stream().allMatch(this::isThere) ? run(files, run) : inTurn(files, run);
  }

  /** Sends it where it is missing; false where the store has no room. */
  private boolean isThere(Content file) {
    try {
      artifacts.lease(id(file)).close();
      return true;
    } catch (ArtifactMissing e) {
      return isSent(file);
    }
  }

  /** False where the store has no room. */
  private boolean isSent(Content file) {
    await(sending.readLock()::tryLock);
    try {
      send(file);
      return true;
    } catch (SandboxUnavailable e) {
      if (e.getCause() instanceof Frames.StoreFull) {
        return false;
      }
      throw e;
    } finally {
      sending.readLock().unlock();
    }
  }

  private void send(Content file) {
    requireSame(id(file), slots.ask(connection -> connection.storeFile(file)));
  }

  static ArtifactId requireSame(ArtifactId expected, ArtifactId stored) {
    if (!stored.equals(expected)) {
      throw new SandboxFailure("a file is not what its SHA-256 says");
    }
    return stored;
  }
}
