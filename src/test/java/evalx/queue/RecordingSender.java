package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is sent, or throws what it is told to. */
final class RecordingSender implements Sender {
  final List<Outgoing> sent = new ArrayList<>();
  RuntimeException failure;

  @Override
  public void send(Outgoing message, Duration within) {
    if (failure != null) {
      throw failure;
    }
    sent.add(message);
  }

  List<Outgoing> to(String address) {
    return sent.stream().filter(message -> message.address().equals(address)).toList();
  }

  static String text(Outgoing message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }
}
