package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is sent, or throws what it is told to. */
public final class RecordingSender implements Sender {
  public final List<Outgoing> sent = new CopyOnWriteArrayList<>();
  public RuntimeException failure;
  private final Sender next;

  public RecordingSender() {
    this((message, within) -> {});
  }

  /** Also passes on what is sent. */
  public RecordingSender(Sender next) {
    this.next = next;
  }

  @Override
  public void send(Outgoing message, Duration within) {
    if (failure != null) {
      throw failure;
    }
    sent.add(message);
    next.send(message, within);
  }

  public List<Outgoing> to(String address) {
    return sent.stream().filter(message -> message.address().equals(address)).toList();
  }

  public static String text(Outgoing message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }

  /**
   * The value of one of EvalX's own properties, by the end of its name; null where it is not set.
   */
  public static Object property(Outgoing message, String name) {
    return message.property("evalx_" + name);
  }
}
