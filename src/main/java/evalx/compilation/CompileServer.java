package evalx.compilation;

import evalx.language.Language;
import evalx.sandbox.LiveInput;
import evalx.sandbox.LivePeer;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A compiler that lives in a box of its own and compiles one source after another. It ends when it
 * fails, after some time, and after some compilations; what it had in hand is compiled anew then.
 */
final class CompileServer implements LivePeer, AutoCloseable {
  /** For all its compilations together; a JVM of 256 MiB has room beside its heap. */
  private static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          64,
          new RunLimits.Bytes(512L << 20, 64L << 20, 1 << 10, 1 << 20));

  private static final int KILL = 9;
  private static final int UNKNOWN = -1;
  private static final Logger LOG = System.getLogger(CompileServer.class.getName());

  private final Toolchain toolchain;
  private final Language language;
  private final RunRequest.Invocation invocation;
  private final CompletableFuture<LiveInput> input = new CompletableFuture<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private CompletableFuture<CompileAnswer> answer = new CompletableFuture<>();

  /** Bytes that follow the first four of the answer. */
  private int size = UNKNOWN;

  private boolean asked;
  private boolean ended;

  CompileServer(Toolchain toolchain, Language language, RunRequest.Invocation invocation) {
    this.toolchain = toolchain;
    this.language = language;
    this.invocation = invocation;
  }

  /** Is the process, on the calling thread, until it ends. */
  void run() {
    try {
      var box =
          new RunRequest(
              invocation, Optional.empty(), new byte[0], LIMITS, RunRequest.Folder.EMPTY);
      var report = toolchain.serve(language, box, this);
      LOG.log(Level.DEBUG, () -> invocation.command().get(0) + " ended: " + report.ending());
    } catch (SandboxFailure | SandboxUnavailable | SandboxDied e) {
      LOG.log(Level.DEBUG, "A compile server ended", e);
    } catch (IllegalStateException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "A compile server was ended: {0}", e.getMessage());
    } finally {
      close();
    }
  }

  /**
   * Compiles a source. For one thread at a time.
   *
   * @return empty where it does not do so in time, which ends it, or has ended
   * @throws SandboxFailure when the thread is interrupted, which ends it too
   */
  Optional<CompileAnswer> compile(String path, byte[] source, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    try {
      var next = ask();
      input.get(within.toNanos(), TimeUnit.NANOSECONDS).write(CompileAnswer.question(path, source));
      return Optional.of(next.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new SandboxFailure("interrupted", e);
    } catch (ExecutionException | TimeoutException | IOException e) {
      close();
      return Optional.empty();
    }
  }

  private synchronized CompletableFuture<CompileAnswer> ask() {
    if (!ended) {
      answer = new CompletableFuture<>();
      asked = true;
    }
    return answer;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public void begun(LiveInput process) {
    if (!input.complete(process)) {
      throw new IllegalStateException("it is not wanted any more");
    }
  }

  /** A process that says what nobody asked for is none of ours any more. */
  @Override
  public synchronized void stdout(byte[] bytes) {
    received.writeBytes(bytes);
    if (!asked || received.size() > CompileAnswer.MAX_BYTES) {
      throw new IllegalStateException("a compile server said what it was not asked");
    }
    if (size < 0 && received.size() >= Integer.BYTES) {
      size = ByteBuffer.wrap(received.toByteArray()).getInt();
    }
    if (size >= 0 && received.size() >= Integer.BYTES + size) {
      var all = ByteBuffer.wrap(received.toByteArray()).position(Integer.BYTES);
      asked = false;
      size = UNKNOWN;
      received.reset();
      answer.complete(CompileAnswer.read(all));
    }
  }

  @Override
  public void stderr(byte[] bytes) {
    LOG.log(
        Level.DEBUG, () -> "A compile server says: " + new String(bytes, StandardCharsets.UTF_8));
  }

  /** Ends the process, and whoever waits for it. */
  @Override
  public void close() {
    synchronized (this) {
      ended = true;
      answer.completeExceptionally(new IOException("the compile server has ended"));
    }
    if (!input.completeExceptionally(new IOException("the compile server has ended"))
        && !input.isCompletedExceptionally()) {
      kill(input.join());
    }
  }

  private static void kill(LiveInput process) {
    try {
      process.signal(KILL);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A compile server had ended already", e);
    }
  }
}
