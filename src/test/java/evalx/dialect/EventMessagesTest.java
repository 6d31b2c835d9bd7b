package evalx.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class EventMessagesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final EventMessages messages = new EventMessages();

  @Test
  void messagesComeInOrderAndTheAnswerLast() {
    messages.send("1".getBytes(UTF_8));
    messages.showAlive();
    messages.open(out);
    messages.send("2".getBytes(UTF_8));
    messages.showAlive();
    out.writeBytes(messages.end("3".getBytes(UTF_8)));
    messages.send("4".getBytes(UTF_8));

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            event: message
            data: 1

            event: message
            data: 2

            :\s

            event: message
            data: 3

            """);
  }

  @Test
  void aClientThatHasGoneIsToldNothing() {
    messages.open(
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        });
    messages.send("1".getBytes(UTF_8));
    assertThat(messages.end("2".getBytes(UTF_8))).isNotEmpty();
    assertThat(out.size()).isZero();
  }

  /** The stream may be that of another request by then. */
  @Test
  void nothingIsToldWhenTheRequestIsOver() {
    messages.open(out);
    messages.close();
    messages.send("1".getBytes(UTF_8));
    messages.showAlive();
    assertThat(out.size()).isZero();
  }
}
