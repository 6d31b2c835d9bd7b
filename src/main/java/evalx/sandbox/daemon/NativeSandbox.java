package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Content;
import evalx.sandbox.Dialogue;
import evalx.sandbox.LargeFile;
import evalx.sandbox.Lease;
import evalx.sandbox.LivePeer;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.Spool;
import evalx.submission.SandboxNeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * EvalX's own sandbox, {@code evalx-isolate --serve}: a connection is a slot, and a slot runs one
 * program at a time.
 *
 * <p>Runs share a bounded pool of connections; compilers that start warm, compile servers and
 * interactors have their own; artifacts and leases use one more, so the daemon must allow {@code 3
 * * slots + 7}. An interrupt during a run closes its connection, which ends the run.
 */
public final class NativeSandbox implements Sandbox {
  static final String DRIVER = "native";

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final Daemon daemon;
  private final Slots slots;
  private final Slots compilers;
  private final Slots servers;
  private final Pairs pairs;
  private final ArtifactConnection artifacts;
  private final StoredFiles files;
  private final Spool spool;
  private final boolean warm;
  private final LongAdder warmStarts = new LongAdder();
  private final LongAdder coldStarts = new LongAdder();

  /**
   * Connects when it is first used.
   *
   * @param socket of the daemon
   * @param slots maximum number of runs at a time, at least 1
   * @param spool for large outputs
   * @param warm whether interpreters that run already may start programs
   */
  public NativeSandbox(Path socket, int slots, Spool spool, boolean warm) {
    this.daemon = new Daemon(socket);
    this.slots = new Slots(daemon, slots, MAX_WAIT);
    this.compilers = new Slots(daemon, slots, MAX_WAIT);
    this.servers = new Slots(daemon, MAX_SERVED, MAX_WAIT);
    this.pairs = new Pairs(this.slots, new Slots(daemon, slots, MAX_WAIT));
    this.artifacts = new ArtifactConnection(daemon);
    this.files = new StoredFiles(this.slots, artifacts);
    this.spool = spool;
    this.warm = warm;
  }

  /** The same, with warm starts. */
  public NativeSandbox(Path socket, int slots, Spool spool) {
    this(socket, slots, spool, true);
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
  public Optional<OutputDraft.Received> fetchFile(ArtifactId id, String name) {
    return slots.ask(connection -> connection.fetchFile(id, name, spool));
  }

  /** On a slot too, for the same reason. */
  @Override
  public ArtifactId store(List<ArtifactFile> files, List<LargeFile> large) {
    return large.isEmpty()
        ? store(files)
        : StoredFiles.requireSame(
            ArtifactId.of(files, large), slots.ask(connection -> connection.store(files, large)));
  }

  @Override
  public RunReport run(RunRequest request) {
    var asked = warm ? request : request.cold();
    var told =
        asked.largeStdin().map(stdin -> runStored(asked, stdin)).orElseGet(() -> runGiven(asked));
    (told.warm() ? warmStarts : coldStarts).increment();
    return request.requireStarted(told.report());
  }

  private RunFrames.Told runStored(RunRequest request, Content stdin) {
    var id = StoredFiles.id(stdin);
    return files.run(
        List.of(stdin), () -> slots.ask(connection -> connection.tell(request, spool, id)));
  }

  private RunFrames.Told runGiven(RunRequest request) {
    return files.run(
        request.files(),
        () -> slotsFor(request).ask(connection -> connection.tell(request, spool)));
  }

  /**
   * Compilers have slots of their own, so that a warm one and warm programs do not end each other.
   */
  private Slots slotsFor(RunRequest request) {
    var compiles = request.folder().collected() && request.invocation().modules().isPresent();
    return compiles ? compilers : slots;
  }

  @Override
  public Starts starts() {
    return new Starts(warmStarts.sum(), coldStarts.sum());
  }

  @Override
  public boolean meets(SandboxNeed need) {
    return need != SandboxNeed.STORED_DATA || daemon.givesFiles();
  }

  @Override
  public Dialogue converse(RunRequest program, RunRequest interactor) {
    // Where one of two joined runs does not begin, the other one waits for it.
    return files.runSlow(interactor.files(), () -> pairs.run(program, interactor));
  }

  @Override
  public boolean runsLive() {
    return true;
  }

  @Override
  public RunReport live(RunRequest request, LivePeer peer) {
    return live(slots, request, peer);
  }

  @Override
  public RunReport serve(RunRequest request, LivePeer peer) {
    return live(servers, request, peer);
  }

  /** A kept connection may be one to a daemon that has gone, which is found out before. */
  private static RunReport live(Slots slots, RunRequest request, LivePeer peer) {
    return request.requireStarted(
        slots.ask(
            connection -> {
              connection.hello();
              return connection.live(request, peer);
            }));
  }

  /** Current runs end: their connections are closed as soon as they return. */
  @Override
  public void close() {
    daemon.close();
    artifacts.close();
    slots.close();
    compilers.close();
    servers.close();
    pairs.close();
  }
}
