package evalx.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class FigureTest {
  private static final Figure FIGURE =
      Figure.of(
          "batch", "runs/s", List.of(Round.of(300, 1000), Round.of(100, 200), Round.of(200, 800)));

  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
    assertThat(Medians.of(DoubleStream.of(9, 1, 5))).isEqualTo(5);
    assertThat(Medians.of(DoubleStream.of(9, 1, 5, 6))).isEqualTo(5.5);
    assertThatThrownBy(() -> Medians.of(DoubleStream.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Not the ratio of the medians, which would be 0.25: rounds may differ as the machine does. */
  @Test
  void theRatioIsTheMedianOfTheRatiosOfTheRounds() {
    assertThat(FIGURE.value()).isEqualTo(200);
    assertThat(FIGURE.bare()).hasValue(800);
    assertThat(FIGURE.ratio()).hasValue(0.3);
  }

  @Test
  void aFigureWithoutABareCounterpartHasNoRatio() {
    var figure = Figure.of("submit", "requests/s", List.of(Round.of(7)));
    assertThat(figure.bare()).isEmpty();
    assertThat(figure.ratio()).isEmpty();
    assertThat(figure.met()).isEmpty();
  }

  @Test
  void targetsAreMetUpToTheirBound() {
    assertThat(FIGURE.aimingAt(Target.ratioAtLeast(0.3)).met()).contains(true);
    assertThat(FIGURE.aimingAt(Target.ratioAtLeast(0.31)).met()).contains(false);
    assertThat(FIGURE.aimingAt(Target.ratioAtMost(0.3)).met()).contains(true);
    assertThat(FIGURE.aimingAt(Target.ratioAtMost(0.29)).met()).contains(false);
    assertThat(FIGURE.aimingAt(Target.atLeast(201)).met()).contains(false);
    assertThat(FIGURE.aimingAt(Target.atMost(200)).met()).contains(true);
  }

  @Test
  void latencyMayBeSoMuchMoreThanBareAndItsTailThatSoManyTimes() {
    var six = Figure.of("latency", "ms", List.of(Round.of(7, 1)));
    var twenty = Figure.of("latency", "ms", List.of(Round.of(22, 1)));
    assertThat(six.aimingAt(Target.atMostBarePlus(6, 1)).met()).contains(true);
    assertThat(twenty.aimingAt(Target.atMostBarePlus(6, 1)).met()).contains(false);
    assertThat(twenty.aimingAt(Target.atMostBarePlus(6, 3)).met()).contains(false);
    assertThat(twenty.aimingAt(Target.atMostBarePlus(7, 3)).met()).contains(true);
  }

  @Test
  void aRateIsWantedOnlyOfMachinesThatCouldHaveIt() {
    var target = Target.ratioAtLeast(0.2).andAtLeastWhereBareDoes(1250, 3500);
    assertThat(FIGURE.aimingAt(target).met()).as("a slow machine").contains(true);
    assertThat(round(1249, 3500).aimingAt(target).met()).contains(false);
    assertThat(round(1250, 3500).aimingAt(target).met()).contains(true);
    assertThat(round(1250, 9999).aimingAt(target).met()).as("its ratio").contains(false);
  }

  private static Figure round(double value, double bare) {
    return Figure.of("batch", "runs/s", List.of(Round.of(value, bare)));
  }

  @Test
  void aFigureOfNoRoundsIsNone() {
    assertThatThrownBy(() -> Figure.of("nothing", "s", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
