package evalx.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.chaos.Fault.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Duration LENGTH = Duration.ofMinutes(5);

  private static List<Fault> of(long seed) {
    return Schedule.of(seed, LENGTH, Cluster.targets());
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    assertThat(of(7)).isEqualTo(of(7)).isNotEqualTo(of(8));
  }

  @Test
  void everyKindOfFaultComes() {
    for (long seed = 1; seed <= 20; seed++) {
      var kinds = of(seed).stream().map(fault -> fault.target().kind()).collect(Collectors.toSet());
      assertThat(kinds).as("seed " + seed).containsExactlyInAnyOrder(Kind.values());
    }
  }

  @Test
  void faultsEndInTimeAndNoNodeHasTwoAtOnce() {
    var faults = of(3);
    assertThat(faults).hasSizeGreaterThan(20);
    assertThat(faults).allSatisfy(fault -> assertThat(fault.end()).isLessThanOrEqualTo(LENGTH));
    for (var one : faults) {
      assertThat(faults)
          .filteredOn(other -> other.target().node().equals(one.target().node()))
          .filteredOn(other -> other.at().compareTo(one.at()) > 0)
          .allSatisfy(other -> assertThat(other.at()).isGreaterThan(one.end()));
    }
  }

  @Test
  void whatIsStoppedStaysSoForLongerThanTheBrokerWaits() {
    assertThat(of(5))
        .filteredOn(fault -> fault.target().kind() == Kind.STOP)
        .isNotEmpty()
        .allSatisfy(fault -> assertThat(fault.lasts()).isGreaterThan(Duration.ofSeconds(30)));
  }
}
