package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.submission.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
  private static final int LIMIT = 1 << 20;

  /** Without any heap to spare: 8 MiB of bodies. */
  private final BodyBudget budget = new BodyBudget(MemoryPlan.of(Settings.of(name -> null), 0));

  private static final Caller CALLER = Caller.anonymous("192.0.2.1");
  private static final Caller ODD = Caller.anonymous("192.0.2.2");
  private static final Caller EVEN = Caller.anonymous("192.0.2.3");

  private final Bodies bodies = new Bodies(budget, LIMIT);

  private static Bodies.Sent sent(String length, String encoding) {
    return new Bodies.Sent(CALLER, length, encoding);
  }

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
    assertThatThrownBy(() -> bodies.read(in, sent(length, null), Function.identity()))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(status));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "1000", "16384", "16385", "100000", "1048576"})
  void aBodyWithinTheLimitIsReadWhole(int bytes) {
    assertThat(bodies.read(body(bytes), sent(Integer.toString(bytes), null), Function.identity()))
        .hasSize(bytes);
    assertThat(bodies.read(body(bytes), sent(null, null), Function.identity())).hasSize(bytes);
    assertThat(bodies.read(body(bytes), sent("nonsense", "identity"), Function.identity()))
        .hasSize(bytes);
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedBeforeItIsReadWhereItsLengthIsAnnounced() {
    assertRefused(413, NEVER_READ, Integer.toString(LIMIT + 1));
    assertRefused(413, NEVER_READ, "999999999999999999");
    assertRefused(413, body(LIMIT + 1), null);
    assertRefused(413, body(LIMIT + 1), "5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", " x-gzip "})
  void aPackedBodyIsUnpacked(String encoding) {
    var packed = packed(new byte[LIMIT]);

    assertThat(read(packed, encoding)).hasSize(LIMIT);
    assertThat(
            bodies.read(
                new ByteArrayInputStream(packed), sent(null, encoding), Function.identity()))
        .hasSize(LIMIT);
  }

  @Test
  void theLimitHoldsForWhatIsUnpackedToo() {
    assertRefused(413, packed(new byte[LIMIT + 1]), "gzip");
    assertRefused(413, packed(new byte[100 * LIMIT]), "gzip");
    assertRefused(413, endlesslyNothing(), "gzip");
  }

  /** Empty gzip members one after the other, which unpack to nothing for as long as they come. */
  private static byte[] endlesslyNothing() {
    var member = packed(new byte[0]);
    var many = new byte[LIMIT / member.length * member.length + member.length];
    for (int i = 0; i < many.length; i++) {
      many[i] = member[i % member.length];
    }
    return many;
  }

  @Test
  void aBodyThatIsNotWhatItsEncodingSaysIsRefused() {
    var packed = packed(new byte[1000]);

    assertRefused(400, new byte[] {0x1f, '}'}, "gzip");
    assertRefused(400, Arrays.copyOf(packed, packed.length - 9), "gzip");
    packed[packed.length - 5]++;
    assertRefused(400, packed, "gzip");
    assertRefused(415, packed, "br");
    assertRefused(415, packed, "gzip, gzip");
  }

  /** As Open Liberty hands it on. */
  @Test
  void aBodyThatTheServerHasUnpackedIsTakenAsItIs() {
    assertThat(read(new byte[] {'{', '}'}, "gzip")).asString().isEqualTo("{}");
    assertThat(read(new byte[0], "gzip")).isEmpty();
  }

  @Test
  void severalMembersAreOneBody() {
    var one = packed("{".getBytes(StandardCharsets.UTF_8));
    var two = packed("}".getBytes(StandardCharsets.UTF_8));
    var both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);

    assertThat(read(both, "gzip")).asString().isEqualTo("{}");
  }

  @Test
  void whatAPackedBodyMayUnpackToIsAccountedFor() {
    var small = packed(new byte[1]);

    nested(7, () -> assertThat(read(small, "gzip")).hasSize(1));
    nested(8, () -> assertRefused(503, small, "gzip"));
  }

  private byte[] read(byte[] body, String encoding) {
    return bodies.read(
        new ByteArrayInputStream(body),
        sent(Integer.toString(body.length), encoding),
        Function.identity());
  }

  private void assertRefused(int status, byte[] body, String encoding) {
    assertThatThrownBy(() -> read(body, encoding))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(status));
  }

  private static byte[] packed(byte[] body) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Test
  void bodiesBeyondTheBudgetAreRefusedBeforeTheyAreRead() {
    nested(8, () -> assertRefused(503, NEVER_READ, null));
    nested(8, () -> assertRefused(503, NEVER_READ, "5000"));
    // Small ones take no more than they have.
    nested(7, () -> bodies.read(body(5000), sent("5000", null), Function.identity()));
  }

  /** Does something while this number of the largest bodies is being read, of two callers. */
  private void nested(int count, Runnable work) {
    if (count == 0) {
      work.run();
    } else {
      bodies.read(
          body(LIMIT),
          new Bodies.Sent(count % 2 == 0 ? ODD : EVEN, Integer.toString(LIMIT), null),
          body -> {
            nested(count - 1, work);
            return body;
          });
    }
  }

  @Test
  void oneCallerHoldsThreeQuartersOfTheBytes() {
    for (int i = 0; i < 6; i++) {
      assertThat(budget.take(CALLER, LIMIT)).isPresent();
    }

    assertRefused(503, NEVER_READ, "1");
    assertThat(budget.take(ODD, 2 * LIMIT)).isPresent();
  }

  @Test
  void oneCallerHoldsThreeQuartersOfThePlaces() {
    for (int i = 0; i < BodyBudget.MAX_BODIES * 3 / 4; i++) {
      assertThat(budget.take(CALLER, 1)).isPresent();
    }

    assertRefused(503, NEVER_READ, "1");
    assertThat(budget.take(ODD, 1)).isPresent();
  }

  @Test
  void noMoreClientsSendAtATimeThanTheServerCanSpare() {
    for (int i = 0; i < BodyBudget.MAX_BODIES; i++) {
      assertThat(budget.take(i % 2 == 0 ? ODD : EVEN, 1)).isPresent();
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
                      sent("5", null),
                      body -> {
                        throw new IllegalStateException("refused");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    nested(8, () -> {});
  }

  /** What is left of a body whose long texts lie in files may take minutes to come. */
  @Test
  void theRestOfALargeBodyTakesWhatHasCome() {
    assertThat(rests(20)).isEqualTo(20);
  }

  private int rests(int depth) {
    return depth == 0 ? 0 : bodies.readRest(body(1000), CALLER, body -> 1 + rests(depth - 1));
  }

  @ParameterizedTest
  @CsvSource({"0", "16384", "16385", "500000", "1048576"})
  void theRestOfALargeBodyIsReadWhole(int bytes) {
    assertThat(bodies.readRest(body(bytes), CALLER, Function.identity())).hasSize(bytes);
  }

  @Test
  void theRestOfALargeBodyIsRefusedWhereThereIsNoRoomForMoreOfIt() {
    var others = budget.take(ODD, 8 * LIMIT - (100 << 10)).orElseThrow();
    assertThat(bodies.readRest(body(20_000), CALLER, Function.identity())).hasSize(20_000);
    assertThatThrownBy(() -> bodies.readRest(body(LIMIT), CALLER, Function.identity()))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
    others.close();
    assertThat(bodies.readRest(body(LIMIT), CALLER, Function.identity())).hasSize(LIMIT);
  }
}
