package evalx.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.EventSettings;
import evalx.submission.Caller;
import org.junit.jupiter.api.Test;

class StreamLimitsTest {
  private static final Caller ANN = Caller.anonymous("10.0.0.1");
  private static final Caller BOB = Caller.anonymous("10.0.0.2");

  private final StreamLimits limits = new StreamLimits(new EventSettings(3, 2));

  private void assertTooMany(Caller caller, boolean ofClient) {
    assertThatThrownBy(() -> limits.take(caller))
        .isInstanceOfSatisfying(
            TooManyStreams.class, refusal -> assertThat(refusal.ofClient()).isEqualTo(ofClient));
  }

  @Test
  void aClientHasALimitOfItsOwn() {
    var first = limits.take(ANN);
    limits.take(ANN);

    assertTooMany(ANN, true);
    assertThatCode(() -> limits.take(BOB)).doesNotThrowAnyException();
    first.close();
    assertThatCode(() -> limits.take(ANN)).doesNotThrowAnyException();
  }

  @Test
  void theAddressesOfAnIpv6NetworkAreOneClient() {
    limits.take(Caller.anonymous("2001:db8::1"));
    limits.take(Caller.anonymous("2001:db8::2"));

    assertTooMany(Caller.anonymous("2001:db8::3"), true);
  }

  @Test
  void allTogetherHaveALimit() {
    limits.take(ANN);
    limits.take(ANN);
    limits.take(BOB);

    assertTooMany(BOB, false);
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    limits.take(ANN);
    var second = limits.take(ANN);
    second.close();
    second.close();
    limits.take(ANN);

    assertTooMany(ANN, true);
  }
}
