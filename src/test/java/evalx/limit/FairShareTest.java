package evalx.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import evalx.submission.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final Caller GREEDY = Caller.anonymous("192.0.2.7");
  private static final Caller OTHER = Caller.anonymous("192.0.2.8");

  private final FairShare share = new FairShare(12);

  @Test
  void oneCallerHoldsThreeQuartersAndOthersTheRest() {
    for (int i = 0; i < 9; i++) {
      assertThat(share.take(GREEDY, 1)).isTrue();
    }

    assertThat(share.take(GREEDY, 1)).isFalse();
    assertThat(share.take(OTHER, 3)).isTrue();
    assertThat(share.take(Caller.anonymous("192.0.2.9"), 1)).isFalse();
  }

  @Test
  void theFirstMayBeLargerThanThat() {
    assertThat(share.take(GREEDY, 12)).isTrue();
    share.release(GREEDY, 12);
    assertThat(share.take(GREEDY, 1)).isTrue();
    assertThat(share.take(GREEDY, 9)).isFalse();
  }

  @Test
  void whatIsReleasedMayBeTakenAgain() {
    for (int i = 0; i < 100; i++) {
      assertThat(share.take(GREEDY, 6)).isTrue();
      assertThat(share.take(GREEDY, 3)).isTrue();
      assertThat(share.take(OTHER, 3)).isTrue();
      share.release(GREEDY, 3);
      share.release(OTHER, 3);
      share.release(GREEDY, 6);
    }
    assertThat(share.take(OTHER, 12)).isTrue();
  }

  @Test
  void whoHasPatienceGetsWhatIsReleased() throws Exception {
    assertThat(share.take(GREEDY, 9)).isTrue();
    assertThat(share.take(GREEDY, 1, Duration.ofMillis(1))).isFalse();

    var waiting = waiting(GREEDY);
    share.release(GREEDY, 9);
    assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
  }

  private CompletableFuture<Boolean> waiting(Caller caller) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return share.take(caller, 1, Duration.ofMinutes(1));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task, "waits").start());
  }

  /** Else one client, by many requests at a time, has all threads. */
  @Test
  void fewWaitForOneCaller() throws Exception {
    assertThat(share.take(GREEDY, 9)).isTrue();
    var waiting =
        Stream.generate(() -> waiting(GREEDY).whenComplete((taken, e) -> share.release(GREEDY, 1)))
            .limit(FairShare.MAX_WAITING)
            .toList();
    await().until(() -> share.waiting(GREEDY) == FairShare.MAX_WAITING);

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> assertThat(share.take(GREEDY, 1, Duration.ofHours(1))).isFalse());
    assertThat(share.take(OTHER, 1, Duration.ofMinutes(1))).isTrue();

    share.release(GREEDY, 9);
    share.release(OTHER, 1);
    for (var one : waiting) {
      assertThat(one.get(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(share.waiting(GREEDY)).isZero();
  }

  /** One client has all addresses of its network. */
  @Test
  void aNetworkOfIpv6IsOneCaller() {
    assertThat(share.take(Caller.anonymous("2001:db8::1"), 9)).isTrue();

    assertThat(share.take(Caller.anonymous("2001:db8::2"), 1)).isFalse();
    assertThat(share.take(Caller.anonymous("2001:db8:0:1::2"), 1)).isTrue();
  }

  @Test
  void aTokenIsOneCallerAtAllItsAddresses() {
    assertThat(share.take(named("192.0.2.7"), 9)).isTrue();

    assertThat(share.take(named("192.0.2.8"), 1)).isFalse();
    assertThat(share.take(GREEDY, 1)).isTrue();
  }

  private static Caller named(String address) {
    return new Caller(Optional.of("shop"), address, Set.of(Caller.Scope.SUBMIT));
  }
}
