package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.push.Scene;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacedAnswerTest {
  private static final int SIZE = 100_000;

  private final byte[] body = new byte[SIZE];
  private final Out out = new Out();
  private final Held room = new Held();
  private int completed;
  private PacedAnswer answer;

  /** What the client takes: only so many bytes more. */
  private static final class Out extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int room;
    private boolean broken;
    private boolean listensToNobody;
    private Throwable failure;

    @Override
    public boolean isReady() {
      if (failure instanceof Error error) {
        throw error;
      } else if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      return room > 0;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      if (listensToNobody) {
        throw new IllegalStateException("test");
      }
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (broken) {
        throw new IOException("test");
      }
      assertThat(room).as("it is written to when it is ready").isPositive();
      bytes.write(from, offset, length);
      room -= length;
    }

    @Override
    public void write(int b) {
      throw new AssertionError("byte by byte");
    }
  }

  private static final class Held implements Door.Room {
    private int closed;

    @Override
    public byte[] part(Supplier<byte[]> made) {
      throw new AssertionError("no part is made");
    }

    @Override
    public void hold(int bytes) {
      throw new AssertionError("nothing more is held");
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @BeforeEach
  void make() throws IOException {
    for (int i = 0; i < SIZE; i++) {
      body[i] = (byte) (i * 31);
    }
    var response = proxy(ServletResponse.class, (self, called, arguments) -> out);
    var request = proxy(ServletRequest.class, (self, called, arguments) -> null);
    var context =
        proxy(
            AsyncContext.class,
            (self, called, arguments) -> {
              if (called.getName().equals("addListener")) {
                throw new IllegalStateException("the thread of the request has returned");
              }
              completed += called.getName().equals("complete") ? 1 : 0;
              return Map.of("getResponse", response, "getRequest", request).get(called.getName());
            });
    answer = new PacedAnswer(context, body, room, new Scene().streams());
    answer.open();
  }

  private void take(int bytes) {
    out.room += bytes;
    answer.onWritePossible();
  }

  private void assertOver(boolean over) {
    assertThat(completed).isEqualTo(over ? 1 : 0);
    assertThat(room.closed).isEqualTo(over ? 1 : 0);
  }

  @Test
  void aClientHasAllOfItAtItsOwnPace() {
    take(1);
    take(40_000);
    assertThat(out.bytes.size()).isBetween(40_001, SIZE - 1);
    assertOver(false);
    take(SIZE);
    assertThat(out.bytes.toByteArray()).isEqualTo(body);
    assertOver(true);
    take(SIZE);
    answer.close();
    assertThat(out.bytes.size()).isEqualTo(SIZE);
    assertOver(true);
  }

  @Test
  void itIsOverWhenItsLastBytesHaveLeft() {
    take(SIZE);
    assertThat(out.bytes.size()).isEqualTo(SIZE);
    assertOver(false);
    take(1);
    assertOver(true);
  }

  @ParameterizedTest
  @ValueSource(ints = {59, 61})
  void aClientThatTakesTooLongIsGivenUp(int seconds) {
    take(10);
    answer.tick(System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
    assertOver(seconds > 60);
    take(SIZE);
    assertOver(true);
  }

  @Test
  void aClientThatLeavesIsGivenUp() {
    out.broken = true;
    take(10);
    assertOver(true);
  }

  /** As of one that is over, whose parts have gone. */
  @Test
  void aStreamThatFailsInAnotherWayEndsItToo() {
    out.failure = new NullPointerException("test");
    take(10);
    assertOver(true);
  }

  @Test
  void anErrorEndsItToo() {
    out.failure = new OutOfMemoryError("test");
    assertThatThrownBy(() -> take(10)).isSameAs(out.failure);
    assertOver(true);
  }

  @Test
  void whatCannotBeginGivesBackWhatItHeld() {
    out.listensToNobody = true;
    assertThatThrownBy(answer::open).isInstanceOf(IllegalStateException.class);
    assertThat(room.closed).isEqualTo(1);
  }
}
