package evalx.sandbox;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One connection to the daemon, which is one slot. Not thread safe; broken for good after an
 * exception.
 */
final class Connection implements AutoCloseable {
  private static final int VERSION = 1;
  private static final Duration HELLO_TIME = Duration.ofSeconds(10);
  private static final Duration REQUEST_TIME = Duration.ofSeconds(60);

  /** For making the box, ending it and moving output, on top of a run's own wall limit. */
  private static final Duration RUN_OVERHEAD = Duration.ofSeconds(60);

  private static final long STACK_BYTES_MIN = 8L << 20;
  private static final int COLLECT = 1;
  private static final int WITH_ARTIFACT = 2;

  private final String driver;
  private final ByteChannel channel;
  private final Frames frames;
  private final Watchdog watchdog;
  private long instance;
  private SandboxInfo info;

  /** What was asked of a daemon whose connections are all taken. */
  static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("all connections of the sandbox are taken");
    }
  }

  private interface Exchange<T> {
    T run() throws IOException;
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
          () -> {
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
  static Connection over(String driver, ByteChannel channel, Watchdog watchdog) throws IOException {
    var connection = new Connection(driver, channel, watchdog);
    try {
      connection.within(HELLO_TIME, connection::takeHello);
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
  SandboxInfo info() {
    return info;
  }

  /** Asks the daemon what the host gives; so also whether it is there. */
  SandboxInfo hello() throws IOException {
    return within(
        HELLO_TIME,
        () -> {
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
        () -> {
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
          return takeId();
        });
  }

  /**
   * The files of an artifact; empty when they have more bytes together than asked for.
   *
   * @throws ArtifactMissing when it is not in the store
   */
  Optional<List<ArtifactFile>> fetch(ArtifactId id, long mostBytes) throws IOException {
    return within(
        REQUEST_TIME,
        () -> {
          frames.begin(Frames.FETCH);
          frames.putBytes(HexFormat.of().parseHex(id.sha256()));
          frames.end();
          frames.flush();
          expect(Frames.FILES);
          return takeFiles(mostBytes);
        });
  }

  /** Reads them all in any case, so that the next answer is found. */
  private Optional<List<ArtifactFile>> takeFiles(long mostBytes) throws IOException {
    int count = frames.takeInt();
    long bytes = 0;
    var files = new ArrayList<ArtifactFile>();
    for (int i = 0; i < count; i++) {
      expect(Frames.FILE);
      var name = frames.takeString();
      var executable = frames.takeByte() == 1;
      long size = frames.takeLong();
      bytes += size;
      if (bytes > mostBytes) {
        frames.skipBlob(size);
      } else {
        files.add(new ArtifactFile(name, frames.takeBlob(size), executable));
      }
    }
    return bytes > mostBytes ? Optional.empty() : Optional.of(files);
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
        () -> {
          frames.begin(type);
          frames.putBytes(HexFormat.of().parseHex(id.sha256()));
          frames.end();
          frames.flush();
          expect(Frames.OK);
          return null;
        });
  }

  /**
   * @throws ArtifactMissing when the artifact is not in the store
   */
  RunReport run(RunRequest request) throws IOException {
    return within(
        request.limits().wall().plus(RUN_OVERHEAD),
        () -> {
          put(request);
          frames.flush();
          expect(Frames.REPORT);
          return takeReport(request.limits());
        });
  }

  private void put(RunRequest request) throws IOException {
    frames.begin(Frames.RUN);
    put(request.limits());
    frames.putByte(
        (request.collect() ? COLLECT : 0) | (request.artifact().isPresent() ? WITH_ARTIFACT : 0));
    request.artifact().ifPresent(id -> frames.putBytes(HexFormat.of().parseHex(id.sha256())));
    frames.putLong(request.stdin().length);
    putStrings(request.command());
    putStrings(
        request.environment().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .toList());
    frames.end();
    frames.putBlob(request.stdin());
  }

  private void put(RunLimits limits) {
    frames.putLong(micros(limits.cpu()));
    frames.putLong(micros(limits.wall()));
    frames.putLong(limits.memoryBytes());
    frames.putLong(limits.outputBytes());
    frames.putLong(limits.errorBytes());
    frames.putLong(limits.fileBytes());
    frames.putLong(Math.max(limits.memoryBytes(), STACK_BYTES_MIN));
    frames.putLong(limits.processes());
  }

  /** The daemon's shortest limit is a millisecond; what is left of a job's budget may be less. */
  private static long micros(Duration time) {
    return Math.max(1000, time.toNanos() / 1000);
  }

  private void putStrings(List<String> strings) {
    frames.putShort(strings.size());
    strings.forEach(frames::putString);
  }

  private List<String> takeStrings() {
    int count = frames.takeByte();
    var strings = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      strings.add(frames.takeString());
    }
    return strings;
  }

  private ArtifactId takeId() {
    return new ArtifactId(HexFormat.of().formatHex(frames.takeBytes(32)));
  }

  private RunReport takeReport(RunLimits limits) throws IOException {
    int ending = frames.takeByte();
    int value = frames.takeInt();
    frames.takeByte(); // every limit exceeded; the ending names the first that counts
    var cpu = Duration.ofNanos(frames.takeLong() * 1000);
    var wall = Duration.ofNanos(frames.takeLong() * 1000);
    long peakKib = frames.takeLong();
    frames.takeByte(); // how the peak was measured: the same for every run, and said in the hello
    int flags = frames.takeByte();
    var collected = takeId();
    long outputSize = frames.takeLong();
    long errorSize = frames.takeLong();
    if (outputSize > limits.outputBytes() || errorSize > limits.errorBytes()) {
      throw new ProtocolException("more output than was asked for");
    }
    return new RunReport(
        ending(ending, value),
        cpu,
        wall,
        peakKib,
        frames.takeBlob(outputSize),
        frames.takeBlob(errorSize),
        (flags & 2) != 0,
        (flags & 4) != 0 ? Optional.of(collected) : Optional.empty());
  }

  private static Ending ending(int kind, int value) throws ProtocolException {
    return switch (kind) {
      case 0 -> new Ending.Exited(value);
      case 1 -> new Ending.Signalled(value);
      case 2 -> new Ending.LimitExceeded(Limit.values()[value]);
      default -> throw new ProtocolException("an ending of kind " + kind);
    };
  }

  private void expect(int type) throws IOException {
    int answer = frames.next();
    if (answer == type) {
      return;
    }
    switch (answer) {
      case Frames.MISSING -> throw new ArtifactMissing(takeId());
      case Frames.FAILURE -> throw new SandboxFailure(frames.takeString());
      case Frames.BUSY -> throw new Busy();
      default -> throw new ProtocolException("an answer of type " + answer);
    }
  }

  private <T> T within(Duration time, Exchange<T> exchange) throws IOException {
    var deadline = watchdog.closeAfter(time, channel);
    try {
      return exchange.run();
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
