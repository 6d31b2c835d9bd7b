package evalx.sandbox;

import evalx.submission.SandboxNeed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs programs in boxes. Calls block; all methods are thread safe.
 *
 * <p>Every method may throw {@link SandboxUnavailable} when the sandbox cannot be reached, which is
 * no failed attempt, and {@link SandboxFailure} when this request failed in it, or waited too long
 * for a free slot of a sandbox that answers.
 */
public interface Sandbox extends AutoCloseable {
  /** How many programs it serves at a time, at most, beside all runs. */
  int MAX_SERVED = 6;

  /** The driver's name in results, such as "native". */
  String driver();

  /** What the sandbox has to work with on this host. */
  SandboxInfo info();

  /** Stores files and returns their id; the same files have the same id. */
  ArtifactId store(List<ArtifactFile> files);

  /**
   * Stores files, some of which are not held in memory. A driver that cannot do that itself holds
   * them all the same.
   *
   * @throws SandboxFailure also when the content of a large file is not what its SHA-256 says
   */
  default ArtifactId store(List<ArtifactFile> files, List<LargeFile> large) {
    if (large.isEmpty()) {
      return store(files);
    }
    var all = new ArrayList<>(files);
    for (LargeFile file : large) {
      try (var in = file.content().open()) {
        all.add(new ArtifactFile(file.name(), in.readAllBytes(), true));
      } catch (IOException e) {
        throw new SandboxFailure("cannot read " + file.name() + ": " + e.getMessage(), e);
      }
    }
    return store(all);
  }

  /**
   * Keeps an artifact until the lease is closed.
   *
   * @throws ArtifactMissing when it is not, or no longer, in the store
   */
  Lease lease(ArtifactId id);

  /**
   * Returns the files of an artifact, or empty if they have more than {@code maxBytes} together.
   *
   * @throws ArtifactMissing when it is not, or no longer, in the store
   */
  Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes);

  /**
   * Returns one file of an artifact, or empty if it has none of this name; what is spooled of it is
   * the caller's to close. A driver that cannot do that itself holds the whole artifact in memory.
   *
   * @throws ArtifactMissing when the artifact is not, or no longer, in the store
   */
  default Optional<OutputDraft.Received> fetchFile(ArtifactId id, String name) {
    return fetch(id, Long.MAX_VALUE).stream()
        .flatMap(List::stream)
        .filter(file -> file.name().equals(name))
        .map(file -> new OutputDraft.Received(file.content(), Optional.empty()))
        .findFirst();
  }

  /**
   * Runs a program to its end or its limits. An interrupt ends the run at once, and leaves as
   * {@link SandboxUnavailable} with the thread still marked as interrupted.
   *
   * <p>A report says {@link Ending.NotStarted} only for a command that is a file of the artifact:
   * then the program is at fault.
   *
   * @throws ArtifactMissing when its artifact is not, or no longer, in the store
   * @throws SandboxFailure also when any other command cannot be started, such as a compiler that
   *     this host no longer has
   * @throws SandboxDied when the sandbox daemon ended during the run
   */
  RunReport run(RunRequest request);

  /**
   * Programs that it has started since the node was, joined ones not counted.
   *
   * @param warm by an interpreter that was running already
   * @param cold all others
   */
  record Starts(long warm, long cold) {}

  default Starts starts() {
    return new Starts(0, 0);
  }

  /**
   * Whether it can do what some submissions need, from what is known of it: a sandbox that may be
   * away is not asked.
   */
  default boolean meets(SandboxNeed need) {
    return false;
  }

  /**
   * Runs two programs of which each reads what the other writes. Bytes for the stdin of one of them
   * are at its descriptor 3. What is written after the other one has ended is lost, and its end is
   * the end of the input. All that is said of {@link #run} holds for both.
   */
  default Dialogue converse(RunRequest program, RunRequest interactor) {
    throw new SandboxFailure("the sandbox " + driver() + " cannot join two programs");
  }

  /** Whether a client can take part in its runs. */
  default boolean runsLive() {
    return false;
  }

  /**
   * Runs a program in which a peer takes part, and which has no other stdin. The report has none of
   * the output, which the peer is told. All that is said of {@link #run} holds.
   */
  default RunReport live(RunRequest request, LivePeer peer) {
    throw new SandboxFailure("the sandbox " + driver() + " has no live runs");
  }

  /**
   * The same for a program that many requests need, and that takes no place of theirs; there are
   * {@link #MAX_SERVED} at most. Only where the sandbox runs live.
   */
  default RunReport serve(RunRequest request, LivePeer peer) {
    return live(request, peer);
  }

  /** The sandbox to run a language in; differs if the driver has an image for that language. */
  default Sandbox forLanguage(String language) {
    return this;
  }

  @Override
  void close();
}
