package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SubmissionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastPlaceTest {
  private static final JobInHand.Times AT_ONCE = new JobInHand.Times(Instant.EPOCH, Instant.EPOCH);
  private static final int PLACES = 4;
  private static final Duration LOOK = Duration.ofMillis(200);

  private final RunningJobs running = new RunningJobs();
  private long now;
  private final LastPlace lastPlace = new LastPlace(running, () -> now);

  private List<RunningJob> start(String caller, int jobs) {
    var started = new ArrayList<RunningJob>();
    for (int i = 0; i < jobs; i++) {
      started.add(
          running
              .enter(new JobInHand(SubmissionId.random(), caller, "c", AT_ONCE, Optional.empty()))
              .orElseThrow());
    }
    return started;
  }

  private Optional<Set<String>> excluded() {
    return lastPlace.excludedCallers(PLACES);
  }

  /** Looks as often as a node does for some time; the last look is at its end. */
  private Set<String> excludedAfter(Duration time) {
    for (var end = now + time.toNanos(); now < end; ) {
      now += LOOK.toNanos();
      excluded();
    }
    return excluded().orElseThrow();
  }

  @Test
  void takesNothingWhileOtherPlacesAreFree() {
    assertThat(excluded()).isEmpty();

    start("a", 1);

    assertThat(excluded()).isEmpty();
  }

  @Test
  void takesNoJobsOfAnyCallerWhoHasSomeInHand() {
    start("b", 1);
    start("a", 2);

    assertThat(excluded()).contains(Set.of("a", "b"));
  }

  @Test
  void staysAsItIsThroughTheShortPauseBetweenTwoJobs() {
    var jobs = start("a", 3);
    excluded();
    jobs.forEach(running::leave);
    now += LastPlace.PAUSE.toNanos();

    assertThat(excluded()).contains(Set.of("a"));
    now += Duration.ofMillis(1).toNanos();

    assertThat(excluded()).isEmpty();
  }

  @Test
  void oneOfTwoPlacesIsTheLastOne() {
    assertThat(lastPlace.excludedCallers(2)).isEmpty();

    start("a", 1);

    assertThat(lastPlace.excludedCallers(2)).contains(Set.of("a"));
  }

  @Test
  void aCallerOfShortJobsIsServedAgainAsSoonAsItsJobHasEnded() {
    start("flood", PLACES - 1);
    for (int i = 0; i < 20; i++) {
      var job = start("short", 1);
      assertThat(excluded()).contains(Set.of("flood", "short"));
      now += LOOK.toNanos();
      job.forEach(running::leave);
      assertThat(excludedAfter(Duration.ofSeconds(2))).containsExactly("flood");
    }
  }

  @Test
  void aCallerWhoHasJustHadALongJobComesWhenNobodyElseHasComeForAMoment() {
    start("flood", PLACES - 1);
    var job = start("long", 1);
    excludedAfter(Duration.ofSeconds(3));
    job.forEach(running::leave);

    assertThat(excludedAfter(LOOK)).containsExactlyInAnyOrder("flood", "long");
    assertThat(excludedAfter(LastPlace.PAUSE.plus(LOOK))).containsExactly("flood");
  }

  /**
   * The places but the last are those of one, and each of the others has 3 s jobs that wait since
   * before the newcomer's. Once it has gone round among them, none of those is let in before the
   * newcomer had its moment.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 10})
  void aNewcomerWaitsForOneJobOfAFloodAtMostHoweverManyFlood(int flooders) {
    start("flood 0", PLACES - 1);
    for (int round = 0; round < 5; round++) {
      for (int i = 1; i < flooders; i++) {
        var job = start("flood " + i, 1);
        excludedAfter(Duration.ofSeconds(3));
        job.forEach(running::leave);
        if (round > 1) {
          assertThat(excludedAfter(LOOK)).hasSize(flooders).doesNotContain("newcomer");
        }
      }
    }
  }

  @Test
  void noMoreCallersAreExcludedThanAFilterShouldHave() {
    var callers = new TreeSet<String>();
    for (int i = 0; i < 2 * LastPlace.MAX_EXCLUDED; i++) {
      callers.add("caller " + i);
      start("caller " + i, 1);
    }
    start("caller 100", 1);

    var excluded = new HashSet<>(lastPlace.excludedCallers(callers.size() + 2).orElseThrow());

    assertThat(excluded).hasSize(LastPlace.MAX_EXCLUDED).contains("caller 100");
    assertThat(callers).containsAll(excluded);
  }
}
