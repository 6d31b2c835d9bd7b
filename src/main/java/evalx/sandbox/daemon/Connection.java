package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.artifacts.ArtifactDraft;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the daemon, which is one slot. Not thread safe, and unusable after an {@link
 * IOException} or a {@link SandboxFailure}.
 */
public final class Connection implements AutoCloseable {
  static final int VERSION = 2;

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
            return takeHello();
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

  /** What the daemon last said about itself on this connection. */
  public SandboxInfo info() {
    return Objects.requireNonNull(info, "the daemon has not said hello");
  }

  /** Asks the daemon about itself, which also shows whether it still answers. */
  SandboxInfo hello() throws IOException {
    return within(
        HELLO_TIME,
        frames -> {
          frames.begin(Frames.HELLO);
          frames.putShort(VERSION);
          frames.end();
          frames.flush();
          return takeHello();
        });
  }

  private SandboxInfo takeHello() throws IOException {
    frames.expect(Frames.HELLO);
    int version = frames.takeShort();
    if (version != VERSION) {
      throw new ProtocolException(
          "the sandbox speaks version " + version + " of the protocol, not " + VERSION);
    }
    instance = frames.takeLong();
    var said = new SandboxInfo(driver, frames.takeString(), frames.takeString(), takeStrings());
    info = said;
    return said;
  }

  ArtifactId store(List<ArtifactFile> files) throws IOException {
    return within(
        REQUEST_TIME,
        frames -> {
          ArtifactFrames.putStore(frames, files);
          frames.flush();
          frames.expect(Frames.STORED);
          return frames.takeId();
        });
  }

  /**
   * Returns the files of an artifact, or empty if they have more than {@code maxBytes} together.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes) throws IOException {
    return within(REQUEST_TIME, frames -> ArtifactFrames.take(frames, requestFiles(id), maxBytes));
  }

  /**
   * Adds the files of an artifact to a draft.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  public void fetch(ArtifactId id, ArtifactDraft draft) throws IOException {
    within(
        REQUEST_TIME,
        frames -> {
          ArtifactFrames.take(frames, requestFiles(id), draft);
          return draft;
        });
  }

  private int requestFiles(ArtifactId id) throws IOException {
    send(Frames.FETCH, id);
    frames.expect(Frames.FILES);
    return frames.takeInt();
  }

  /**
   * Keeps an artifact until it is released or the connection is closed.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  void lease(ArtifactId id) throws IOException {
    request(Frames.LEASE, id);
  }

  void release(ArtifactId id) throws IOException {
    request(Frames.RELEASE, id);
  }

  private void request(int type, ArtifactId id) throws IOException {
    within(
        REQUEST_TIME,
        frames -> {
          send(type, id);
          frames.expect(Frames.OK);
          return id;
        });
  }

  private void send(int type, ArtifactId id) throws IOException {
    frames.begin(type);
    frames.putId(id);
    frames.end();
    frames.flush();
  }

  /**
   * Runs a program.
   *
   * @throws ArtifactMissing when the artifact is not in the store
   */
  public RunReport run(RunRequest request) throws IOException {
    return within(
        request.limits().wall().plus(RUN_OVERHEAD),
        frames -> {
          RunFrames.put(frames, request);
          frames.flush();
          running = true;
          frames.expect(Frames.REPORT);
          running = false;
          return RunFrames.takeReport(frames, request.limits());
        });
  }

  /** Whether the daemon was sent a whole request to run and has not answered it. */
  boolean isRunning() {
    return running;
  }

  private List<String> takeStrings() {
    int count = frames.takeByte();
    var strings = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      strings.add(frames.takeString());
    }
    return strings;
  }

  private <T> T within(Duration time, IoFunction<Frames, T> exchange) throws IOException {
    var deadline = watchdog.closeAfter(time, channel);
    try {
      return exchange.apply(frames);
    } catch (ArtifactMissing | Frames.StoreFull e) {
      running = false;
      throw e;
    } catch (IllegalArgumentException e) {
      frames.discard();
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
