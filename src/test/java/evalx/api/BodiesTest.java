package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodiesTest {
  private static final int LIMIT = 1 << 20;

  /** Without any heap to spare: 8 MiB of bodies. */
  private final BodyBudget budget = new BodyBudget(MemoryPlan.of(Settings.of(name -> null), 0));

  private final Bodies bodies = new Bodies(budget, LIMIT);

  private static InputStream body(int bytes) {
    return new ByteArrayInputStream(new byte[bytes]);
  }

  private static final InputStream NEVER_READ =
      new InputStream() {
        @Override
        public int read() {
          throw new AssertionError("read");
        }

        @Override
        public int read(byte[] into, int offset, int length) {
          throw new AssertionError("read");
        }
      };

  private void assertRefused(int status, InputStream in, String length) {
    assertThatThrownBy(() -> bodies.read(in, length, Function.identity()))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(status));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "1000", "16384", "16385", "100000", "1048576"})
  void aBodyWithinTheLimitIsReadWhole(int bytes) {
    assertThat(bodies.read(body(bytes), Integer.toString(bytes), Function.identity()))
        .hasSize(bytes);
    assertThat(bodies.read(body(bytes), null, Function.identity())).hasSize(bytes);
    assertThat(bodies.read(body(bytes), "nonsense", Function.identity())).hasSize(bytes);
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedBeforeItIsReadWhereItsLengthIsAnnounced() {
    assertRefused(413, NEVER_READ, Integer.toString(LIMIT + 1));
    assertRefused(413, NEVER_READ, "999999999999999999");
    assertRefused(413, body(LIMIT + 1), null);
    assertRefused(413, body(LIMIT + 1), "5");
  }

  @Test
  void bodiesBeyondTheBudgetAreRefusedBeforeTheyAreRead() {
    nested(8, () -> assertRefused(503, NEVER_READ, null));
    nested(8, () -> assertRefused(503, NEVER_READ, "5000"));
    // Small ones take no more than they have.
    nested(7, () -> bodies.read(body(5000), "5000", Function.identity()));
  }

  /** Does something while this number of the largest bodies is being read. */
  private void nested(int count, Runnable work) {
    if (count == 0) {
      work.run();
    } else {
      bodies.read(
          body(LIMIT),
          Integer.toString(LIMIT),
          body -> {
            nested(count - 1, work);
            return body;
          });
    }
  }

  @Test
  void noMoreClientsSendAtATimeThanTheServerCanSpare() {
    for (int i = 0; i < BodyBudget.MAX_BODIES; i++) {
      assertThat(budget.take(1)).isPresent();
    }
    assertRefused(503, NEVER_READ, "1");
  }

  @Test
  void whatIsRefusedOrFailsIsHandedBack() {
    for (int i = 0; i < 1000; i++) {
      assertRefused(413, body(LIMIT + 1), null);
      assertRefused(
          400,
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("broken off");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
              throw new IOException("broken off");
            }
          },
          Integer.toString(LIMIT));
      assertThatThrownBy(
              () ->
                  bodies.read(
                      body(5),
                      "5",
                      body -> {
                        throw new IllegalStateException("refused");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    nested(8, () -> {});
  }
}
