package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Content;
import evalx.sandbox.LargeFile;
import evalx.sandbox.LivePeer;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.Spool;
import evalx.sandbox.artifacts.ArtifactDraft;
import evalx.sandbox.artifacts.IoConsumer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the daemon, which is one slot. Not thread safe, and unusable once a request has
 * failed for another reason than that an artifact is missing.
 */
public final class Connection implements AutoCloseable {
  private static final Duration HELLO_TIME = Duration.ofSeconds(10);
  private static final Duration REQUEST_TIME = Duration.ofSeconds(60);

  /** On top of a run's wall limit: to make the box, end it, and transfer the output. */
  private static final Duration RUN_OVERHEAD = Duration.ofSeconds(60);

  private final String driver;
  private final ByteChannel channel;
  private final Frames frames;
  private final Watchdog watchdog;
  private long instance;
  private boolean running;
  private boolean usable;
  private boolean spent;
  private boolean givesFiles;
  private @Nullable SandboxInfo info;

  private Connection(String driver, ByteChannel channel, Watchdog watchdog) {
    this.driver = driver;
    this.channel = channel;
    this.frames = new Frames(channel);
    this.watchdog = watchdog;
  }

  /**
   * Connects to a daemon.
   *
   * @throws Frames.Busy when all its connections are taken
   */
  static Connection open(Path socket, Watchdog watchdog) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    var connection = new Connection(NativeSandbox.DRIVER, channel, watchdog);
    connection.begin(frames -> channel.connect(UnixDomainSocketAddress.of(socket)));
    return connection;
  }

  /** A connection over a channel that is already open. */
  public static Connection over(String driver, ByteChannel channel, Watchdog watchdog)
      throws IOException {
    var connection = new Connection(driver, channel, watchdog);
    connection.begin(frames -> true);
    return connection;
  }

  private void begin(IoFunction<Frames, Boolean> connect) throws IOException {
    try {
      within(
          HELLO_TIME,
          frames -> {
            connect.apply(frames);
            return heard(Hello.take(frames.in(), driver));
          });
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Identifies the daemon's process: it is another one after a restart. */
  long instance() {
    return instance;
  }

  /** Whether its runs can be given files, as the daemon last said. */
  boolean givesFiles() {
    return givesFiles;
  }

  /** What the daemon last said about itself on this connection. */
  public SandboxInfo info() {
    return Objects.requireNonNull(info, "the daemon has not said hello");
  }

  /** Asks the daemon about itself, which also shows whether it still answers. */
  SandboxInfo hello() throws IOException {
    return within(
        HELLO_TIME,
        frames -> {
          Hello.put(frames.out());
          return heard(Hello.take(frames.in(), driver));
        });
  }

  private SandboxInfo heard(Hello said) {
    instance = said.instance();
    givesFiles = said.givesFiles();
    info = said.info();
    return said.info();
  }

  ArtifactId store(List<ArtifactFile> files) throws IOException {
    return store(files, List.of());
  }

  ArtifactId store(List<ArtifactFile> files, List<LargeFile> large) throws IOException {
    return within(REQUEST_TIME, frames -> ArtifactFrames.store(frames, files, large));
  }

  /** Stores a file that runs read, as an artifact of its own. */
  ArtifactId storeFile(Content content) throws IOException {
    return within(REQUEST_TIME, frames -> ArtifactFrames.storeFile(frames, content));
  }

  /**
   * Returns the files of an artifact, or empty if they have more than {@code maxBytes} together.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes) throws IOException {
    return within(REQUEST_TIME, frames -> ArtifactFrames.fetch(frames, id, maxBytes));
  }

  /**
   * Returns one file of an artifact, or empty if it has none of this name.
   *
   * @throws ArtifactMissing when the artifact is not in the store
   */
  Optional<OutputDraft.Received> fetchFile(ArtifactId id, String name, Spool spool)
      throws IOException {
    return within(REQUEST_TIME, frames -> ArtifactFrames.fetchFile(frames, id, name, spool));
  }

  /**
   * Adds the files of an artifact to a draft.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  public void fetch(ArtifactId id, ArtifactDraft draft) throws IOException {
    within(REQUEST_TIME, frames -> ArtifactFrames.fetch(frames, id, draft));
  }

  /**
   * Keeps an artifact until it is released or the connection is closed.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  void lease(ArtifactId id) throws IOException {
    within(REQUEST_TIME, frames -> ArtifactFrames.request(frames, Frames.LEASE, id));
  }

  void release(ArtifactId id) throws IOException {
    within(REQUEST_TIME, frames -> ArtifactFrames.request(frames, Frames.RELEASE, id));
  }

  /**
   * Runs a program.
   *
   * @throws ArtifactMissing when the artifact is not in the store
   */
  public RunReport run(RunRequest request, Spool spool) throws IOException {
    return tell(request, spool).report();
  }

  /** The same, with all that the daemon tells of it. */
  RunFrames.Told tell(RunRequest request, Spool spool) throws IOException {
    return run(request, Optional.of(spool), out -> RunFrames.put(out, request, Optional.empty()));
  }

  /**
   * Runs a program whose stdin the daemon has in its store.
   *
   * @throws ArtifactMissing when that, or the program's artifact, is not in the store
   */
  RunFrames.Told tell(RunRequest request, Spool spool, ArtifactId stdin) throws IOException {
    return run(request, Optional.of(spool), out -> RunFrames.put(out, request, stdin));
  }

  /**
   * Runs a program joined with another run.
   *
   * @throws ArtifactMissing when the artifact is not in the store
   */
  RunFrames.Told run(RunRequest request, Joint joint) throws IOException {
    return run(request, Optional.empty(), out -> RunFrames.put(out, request, Optional.of(joint)));
  }

  /**
   * Runs a program in which a peer takes part, as the last request of this connection: what the
   * peer still sends when the program has ended must not come before another.
   *
   * @throws ArtifactMissing when the artifact is not in the store
   */
  RunReport live(RunRequest request, LivePeer peer) throws IOException {
    spent = true;
    return within(
        request.limits().wall().plus(RUN_OVERHEAD),
        frames -> {
          RunFrames.putLive(frames.out(), request);
          frames.out().flush();
          running = true;
          peer.begun(new LiveFrames(frames.out()));
          LiveFrames.tell(frames.in(), peer);
          running = false;
          return RunFrames.takeReport(frames.in(), request.limits(), Optional.empty()).report();
        });
  }

  private RunFrames.Told run(RunRequest request, Optional<Spool> spool, IoConsumer<FrameWriter> put)
      throws IOException {
    return within(
        request.limits().wall().plus(RUN_OVERHEAD),
        frames -> {
          put.accept(frames.out());
          frames.out().flush();
          running = true;
          frames.in().expect(Frames.REPORT);
          running = false;
          return RunFrames.takeReport(frames.in(), request.limits(), spool);
        });
  }

  /** Whether another request can be sent. */
  boolean isUsable() {
    return usable && !spent;
  }

  /** Whether the daemon was sent a whole request to run and has not answered it. */
  boolean isRunning() {
    return running;
  }

  private <T> T within(Duration time, IoFunction<Frames, T> exchange) throws IOException {
    var deadline = watchdog.closeAfter(time, channel);
    usable = false;
    try {
      var answer = exchange.apply(frames);
      usable = true;
      return answer;
    } catch (ArtifactMissing | Frames.StoreFull e) {
      running = false;
      usable = true;
      throw e;
    } catch (IllegalArgumentException e) {
      frames.out().discard();
      throw new SandboxFailure("a request does not fit the protocol: " + e.getMessage(), e);
    } finally {
      deadline.cancel(false);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close a connection", e);
    }
  }
}
