package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Dialogue;
import evalx.sandbox.Lease;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * EvalX's own sandbox, {@code evalx-isolate --serve}: a connection is a slot, and a slot runs one
 * program at a time.
 *
 * <p>Runs share a bounded pool of connections, and interactors another one; artifacts and leases
 * use one more, so the daemon must allow {@code 2 * slots + 1}. An interrupt during a run closes
 * its connection, which ends the run.
 */
public final class NativeSandbox implements Sandbox {
  static final String DRIVER = "native";

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final Daemon daemon;
  private final Slots slots;
  private final Pairs pairs;
  private final ArtifactConnection artifacts;

  /**
   * Connects when it is first used.
   *
   * @param socket of the daemon
   * @param slots maximum number of runs at a time, at least 1
   */
  public NativeSandbox(Path socket, int slots) {
    this.daemon = new Daemon(socket);
    this.slots = new Slots(daemon, slots, MAX_WAIT);
    this.pairs = new Pairs(this.slots, new Slots(daemon, slots, MAX_WAIT));
    this.artifacts = new ArtifactConnection(daemon);
  }

  @Override
  public String driver() {
    return DRIVER;
  }

  @Override
  public SandboxInfo info() {
    return artifacts.info();
  }

  @Override
  public ArtifactId store(List<ArtifactFile> artifact) {
    return artifacts.ask(connection -> connection.store(artifact));
  }

  @Override
  public Lease lease(ArtifactId id) {
    return artifacts.lease(id);
  }

  /** On a slot, because a slow transfer must not hold up the connection that has the leases. */
  @Override
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes) {
    return slots.ask(connection -> connection.fetch(id, maxBytes));
  }

  @Override
  public RunReport run(RunRequest request) {
    return request.requireStarted(slots.ask(connection -> connection.run(request)));
  }

  @Override
  public boolean converses() {
    return true;
  }

  @Override
  public Dialogue converse(RunRequest program, RunRequest interactor) {
    return pairs.run(program, interactor);
  }

  /** Current runs end: their connections are closed as soon as they return. */
  @Override
  public void close() {
    daemon.close();
    artifacts.close();
    slots.close();
    pairs.close();
  }
}
