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
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One connection to the daemon, which is one slot. Not thread safe; broken for good after an
 * exception.
 */
public final class Connection implements AutoCloseable {
  private static final int VERSION = 2;
  private static final Duration HELLO_TIME = Duration.ofSeconds(10);
  private static final Duration REQUEST_TIME = Duration.ofSeconds(60);

  /** For making the box, ending it and moving output, on top of a run's own wall limit. */
  private static final Duration RUN_OVERHEAD = Duration.ofSeconds(60);

  private final String driver;
  private final ByteChannel channel;
  private final Frames frames;
  private final Watchdog watchdog;
  private long instance;
  private boolean running;
  private SandboxInfo info;

  /** What was asked of a daemon whose connections are all taken. */
  static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("all connections of the sandbox are taken");
    }
  }

  private Connection(String driver, ByteChannel channel, Watchdog watchdog) {
    this.driver = driver;
    this.channel = channel;
    this.frames = new Frames(channel);
    this.watchdog = watchdog;
  }

  static Connection open(Path socket, Watchdog watchdog) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    var connection = new Connection(NativeSandbox.DRIVER, channel, watchdog);
    try {
      connection.within(
          HELLO_TIME,
          frames -> {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return connection.takeHello();
          });
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** A connection over a channel that is open already. */
  public static Connection over(String driver, ByteChannel channel, Watchdog watchdog)
      throws IOException {
    var connection = new Connection(driver, channel, watchdog);
    try {
      connection.within(HELLO_TIME, frames -> connection.takeHello());
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Of this start of the daemon. */
  long instance() {
    return instance;
  }

  /** What the daemon last said of itself on this connection. */
  public SandboxInfo info() {
    return info;
  }

  /** Asks the daemon what the host gives; so also whether it is there. */
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
    expect(Frames.HELLO);
    if (frames.takeShort() != VERSION) {
      throw new ProtocolException("the sandbox speaks another version");
    }
    instance = frames.takeLong();
    info = new SandboxInfo(driver, frames.takeString(), frames.takeString(), takeStrings());
    return info;
  }

  ArtifactId store(List<ArtifactFile> files) throws IOException {
    return within(
        REQUEST_TIME,
        frames -> {
          frames.begin(Frames.STORE);
          frames.putInt(files.size());
          frames.end();
          for (var file : files) {
            frames.begin(Frames.FILE);
            frames.putString(file.name());
            frames.putByte(file.executable() ? 1 : 0);
            frames.putLong(file.content().length);
            frames.end();
            frames.putBlob(file.content());
          }
          frames.flush();
          expect(Frames.STORED);
          return frames.takeId();
        });
  }

  /**
   * The files of an artifact; empty when they have more bytes together than asked for.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes) throws IOException {
    return within(
        REQUEST_TIME,
        frames -> {
          var files = new ArrayList<ArtifactFile>();
          long bytes = 0;
          for (int left = takeCount(id); left > 0; left--) {
            var file = takeFile();
            bytes += file.size();
            if (bytes <= maxBytes) {
              var content = frames.takeBlob(file.size());
              files.add(new ArtifactFile(file.name(), content, file.executable()));
            } else { // read all the same, so that the next answer is found
              frames.takeBlob(file.size(), OutputStream.nullOutputStream());
            }
          }
          return bytes > maxBytes ? Optional.empty() : Optional.of(files);
        });
  }

  /**
   * Adds the files of an artifact to another.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  public void fetch(ArtifactId id, ArtifactDraft draft) throws IOException {
    within(
        REQUEST_TIME,
        frames -> {
          for (int left = takeCount(id); left > 0; left--) {
            var file = takeFile();
            draft.add(
                file.name(),
                file.executable(),
                file.size(),
                target -> frames.takeBlob(file.size(), target));
          }
          return null;
        });
  }

  private record FileHead(String name, boolean executable, long size) {}

  private int takeCount(ArtifactId id) throws IOException {
    ask(Frames.FETCH, id);
    expect(Frames.FILES);
    return frames.takeInt();
  }

  private FileHead takeFile() throws IOException {
    expect(Frames.FILE);
    return new FileHead(frames.takeString(), frames.takeByte() == 1, frames.takeLong());
  }

  /**
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
          ask(type, id);
          expect(Frames.OK);
          return null;
        });
  }

  private void ask(int type, ArtifactId id) throws IOException {
    frames.begin(type);
    frames.putId(id);
    frames.end();
    frames.flush();
  }

  /**
   * @throws ArtifactMissing when the artifact is not in the store
   */
  public RunReport run(RunRequest request) throws IOException {
    return within(
        request.limits().wall().plus(RUN_OVERHEAD),
        frames -> {
          RunFrames.put(frames, request);
          frames.flush();
          running = true;
          expect(Frames.REPORT);
          running = false;
          return RunFrames.takeReport(frames, request.limits());
        });
  }

  /** Whether the daemon has a whole request to run that it has not answered. */
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

  private void expect(int type) throws IOException {
    int answer = frames.next();
    if (answer == type) {
      return;
    }
    switch (answer) {
      case Frames.MISSING -> {
        running = false;
        throw new ArtifactMissing(frames.takeId());
      }
      case Frames.FAILURE -> throw new SandboxFailure(frames.takeString());
      case Frames.BUSY -> throw new Busy();
      default -> throw new ProtocolException("an answer of type " + answer);
    }
  }

  private <T> T within(Duration time, IoFunction<Frames, T> exchange) throws IOException {
    var deadline = watchdog.closeAfter(time, channel);
    try {
      return exchange.apply(frames);
    } catch (IllegalArgumentException e) {
      frames.discard();
      throw new SandboxFailure("the sandbox cannot be asked this: " + e.getMessage(), e);
    } finally {
      deadline.cancel(false);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a connection does not close", e);
    }
  }
}
