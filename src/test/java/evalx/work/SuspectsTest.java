package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuspectsTest {
  private final Suspects suspects = new Suspects();

  @Test
  void noMoreRunThanTheyMayBeAmong() {
    assertThat(suspects.tryEnter(2)).isTrue();
    assertThat(suspects.tryEnter(2)).isTrue();
    assertThat(suspects.tryEnter(2)).isFalse();

    suspects.leave(2);
    assertThat(suspects.tryEnter(2)).isTrue();
  }

  @Test
  void oneThatIsToRunAloneWaitsForTheOthersAndTheyForIt() {
    suspects.tryEnter(16);
    assertThat(suspects.tryEnter(1)).isFalse();

    suspects.leave(16);
    assertThat(suspects.tryEnter(1)).isTrue();
    assertThat(suspects.tryEnter(16)).isFalse();

    suspects.leave(1);
    assertThat(suspects.tryEnter(16)).isTrue();
  }
}
