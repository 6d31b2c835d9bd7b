package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisFacts;
import evalx.result.KeptResults;
import evalx.result.StoreShares;
import evalx.result.StoreSpace;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private static Optional<String> reason(Optional<String> outage, Supplier<RedisFacts> redis) {
    var monitor =
        new OutageMonitor() {
          @Override
          public Optional<String> current() {
            return outage;
          }

          @Override
          public Optional<String> lookNow() {
            return outage;
          }
        };
    var space = new StoreSpace(redis);
    var settings = Settings.of(name -> null);
    var kept = new KeptResults(new Redis(settings), settings);
    return new Standstill(monitor, space, new StoreShares(space, kept)).reason();
  }

  @Test
  void aNodeTakesNoJobsWhoseResultsWouldFindNoRoom() {
    assertThat(reason(Optional.empty(), () -> Workshop.used(94))).isEmpty();
    assertThat(reason(Optional.empty(), () -> Workshop.used(96))).contains(Standstill.NEARLY_FULL);
  }

  @Test
  void anOutageIsNamedRatherThanAFullStore() {
    assertThat(reason(Optional.of("the sandbox is away"), () -> Workshop.used(96)))
        .contains("the sandbox is away");
  }

  @Test
  void aRedisThatDoesNotSayHowFullItIsHoldsUpNothing() {
    assertThat(
            reason(
                Optional.empty(),
                () -> {
                  throw new RedisAway(new IllegalStateException("test"));
                }))
        .isEmpty();
  }
}
