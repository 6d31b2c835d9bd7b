package evalx.dialect.piston;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a client is told of its run. The run waits for it; what its program prints meanwhile waits
 * in the sandbox.
 */
final class ConnectProgress {
  /** For which a client may take no message. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(15);

  /** How long a run waits for its client in all, which is less than the sandbox waits for it. */
  private static final Duration MAX_WAITED = Duration.ofSeconds(40);

  private final ConnectOutbox outbox;
  private final Utf8Pieces stdout = new Utf8Pieces();
  private final Utf8Pieces stderr = new Utf8Pieces();
  private final AtomicLong waited = new AtomicLong();

  ConnectProgress(ConnectOutbox outbox) {
    this.outbox = outbox;
  }

  /** The client takes no more messages. */
  static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooSlow() {
      super("the client takes no more messages");
    }
  }

  void compiled(Runtimes.Offered runtime, Result.Compiled how, boolean failed) {
    if (runtime.entry().compiled()) {
      output("stderr", how.output());
      tell(exit("compile").put("code", failed ? 1 : 0).putNull("signal"));
    }
    if (!failed) {
      tell(stage("run"));
    } else if (!runtime.entry().compiled()) {
      // A check without a run is the run's failure there.
      tell(stage("run"));
      output("stderr", how.output());
      tell(exit("run").put("code", 1).putNull("signal"));
    }
  }

  void stdout(byte[] bytes) {
    output("stdout", stdout.next(bytes));
  }

  void stderr(byte[] bytes) {
    output("stderr", stderr.next(bytes));
  }

  void ended(CaseResult result) {
    output("stdout", stdout.rest());
    output("stderr", stderr.rest());
    var told = ExecuteAnswer.run(result);
    var exit = exit("run");
    exit.set("code", told.get("code"));
    exit.set("signal", told.get("signal"));
    tell(exit);
  }

  private void output(String stream, String text) {
    if (!text.isEmpty()) {
      var message = Json.MAPPER.createObjectNode().put("type", "data").put("stream", stream);
      tell(message.put("data", text));
    }
  }

  static ObjectNode stage(String name) {
    return Json.MAPPER.createObjectNode().put("type", "stage").put("stage", name);
  }

  private static ObjectNode exit(String stage) {
    return Json.MAPPER.createObjectNode().put("type", "exit").put("stage", stage);
  }

  /**
   * Sends a message and waits until the client has taken it.
   *
   * @throws TooSlow when it has not for too long
   */
  private void tell(ObjectNode message) {
    outbox.send(message.toString());
    var begin = System.nanoTime();
    try {
      var left = MAX_WAITED.minusNanos(waited.get());
      var taken = outbox.awaitSent(left.compareTo(MAX_WAIT) < 0 ? left : MAX_WAIT);
      waited.addAndGet(System.nanoTime() - begin);
      if (!taken) {
        throw new TooSlow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TooSlow();
    }
  }
}
