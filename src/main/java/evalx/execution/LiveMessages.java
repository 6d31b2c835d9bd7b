package evalx.execution;

import evalx.sandbox.LiveInput;
import evalx.sandbox.SandboxFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What a client sends to a program, in order: it waits here until the program has room for it. */
public final class LiveMessages {
  private static final int MAX_BYTES = 1 << 20;

  /** What a message takes beside its bytes. */
  private static final int OVERHEAD = 64;

  private static final Logger LOG = System.getLogger(LiveMessages.class.getName());

  private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>();
  private final AtomicInteger bytes = new AtomicInteger();

  private interface Sending {
    void to(LiveInput input) throws IOException;
  }

  private record Message(int size, Sending sending) {}

  /** Adds to the program's stdin; false when too much waits already. */
  public boolean write(byte[] text) {
    return add(OVERHEAD + text.length, input -> input.write(text));
  }

  /** Ends the program's stdin; false when too much waits already. */
  public boolean end() {
    return add(OVERHEAD, LiveInput::end);
  }

  /**
   * Sends the program a signal; false when too much waits already.
   *
   * @param number from 1 to 31
   */
  public boolean signal(int number) {
    return add(OVERHEAD, input -> input.signal(number));
  }

  private boolean add(int size, Sending sending) {
    if (bytes.addAndGet(size) > MAX_BYTES) {
      bytes.addAndGet(-size);
      return false;
    }
    return waiting.add(new Message(size, sending));
  }

  /** Sends what comes until the run has ended. */
  void send(LiveInput input, CompletableFuture<?> run) {
    var unused = run.whenComplete((report, failure) -> waiting.add(new Message(0, none -> {})));
    try {
      while (!run.isDone()) {
        var message = waiting.take();
        bytes.addAndGet(-message.size());
        if (!run.isDone()) {
          message.sending().to(input);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a live run ended before it had taken its input: {0}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFailure("interrupted", e);
    }
  }
}
