package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivingBodyTest {
  private static final int LIMIT = 1 << 20;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private long nanos;
  private int taken;

  /** Its client sends pieces of this size, each after this time. */
  private ArrivingBody body(int piece, Duration after) {
    var in =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("reads byte by byte");
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            nanos += after.toNanos();
            return piece;
          }
        };
    return new ArrivingBody(in, LIMIT, WITHIN, () -> nanos);
  }

  /** Its client sends nothing until the connection breaks after this time. */
  private ArrivingBody silence(Duration before) {
    var in =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("reads byte by byte");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            nanos += before.toNanos();
            throw new IOException("time-out or end");
          }
        };
    return new ArrivingBody(in, LIMIT, WITHIN, () -> nanos);
  }

  private void readAll(ArrivingBody body) throws IOException {
    while (true) {
      body.read(new byte[LIMIT], 0, LIMIT);
      taken++;
    }
  }

  private void assertRefused(ArrivingBody body, int status) {
    assertThatThrownBy(() -> readAll(body))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(status));
  }

  @Test
  void aClientThatTricklesGivesItsPlaceUpSoon() {
    assertRefused(body(1, Duration.ofSeconds(6)), 408);

    assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aClientThatStopsIsToldSoWhenTheServerGivesItUp() {
    assertRefused(silence(Duration.ofSeconds(15)), 408);
  }

  @Test
  void aClientThatLeavesIsNotTooSlow() {
    assertThatThrownBy(() -> readAll(silence(Duration.ofSeconds(9))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aSlowTelephoneHasTheWholeTime() {
    assertRefused(body(2048, Duration.ofSeconds(1)), 408);

    assertThat(Duration.ofNanos(nanos)).isGreaterThan(WITHIN);
  }

  @Test
  void aBadMomentAtTheBeginningIsForgiven() throws IOException {
    var body = body(1, Duration.ofSeconds(10));

    assertThat(body.read(new byte[2], 0, 2)).isEqualTo(1);
  }

  @Test
  void theTimeThatTheServerTakesIsNotTheClients() throws IOException {
    var body = body(10, Duration.ofMillis(1));

    for (int i = 0; i < 5; i++) {
      assertThat(body.read(new byte[10], 0, 10)).isEqualTo(10);
      nanos += Duration.ofSeconds(10).toNanos();
    }
  }

  @Test
  void thereIsALimitOfBytes() {
    assertRefused(body(LIMIT / 4, Duration.ZERO), 413);

    assertThat(taken).isEqualTo(4);
  }
}
