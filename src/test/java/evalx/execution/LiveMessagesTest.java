package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.sandbox.LiveInput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LiveMessagesTest {
  private final LiveMessages messages = new LiveMessages();

  /** Notes what it is sent, and ends its run with a signal. */
  private static final class Program implements LiveInput {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> run = new CompletableFuture<>();

    @Override
    public void write(byte[] bytes) {
      heard.add("write " + bytes.length);
    }

    @Override
    public void end() {
      heard.add("end");
    }

    @Override
    public void signal(int number) throws IOException {
      heard.add("signal " + number);
      run.complete("ended");
      throw new IOException("it has ended");
    }
  }

  @Test
  void whatWasSentBeforeTheProgramBeganComesInOrder() {
    assertThat(messages.write(new byte[3])).isTrue();
    assertThat(messages.end()).isTrue();
    assertThat(messages.signal(15)).isTrue();
    assertThat(messages.write(new byte[5])).isTrue();

    var program = new Program();
    messages.send(program, program.run);

    assertThat(program.heard).containsExactly("write 3", "end", "signal 15");
  }

  @Test
  void theEndOfTheRunIsTheEndOfSending() {
    var program = new Program();
    program.run.complete("ended");
    messages.write(new byte[3]);
    messages.send(program, program.run);
    assertThat(program.heard).isEmpty();
  }

  @Test
  void noMoreThanAMebibyteWaits() {
    assertThat(messages.write(new byte[1 << 19])).isTrue();
    assertThat(messages.write(new byte[1 << 19])).isFalse();
    assertThat(messages.write(new byte[1 << 18])).isTrue();

    var program = new Program();
    messages.signal(9);
    messages.send(program, program.run);
    assertThat(messages.write(new byte[1 << 19])).isTrue();
  }
}
