package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SubmissionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastPlaceTest {
  private static final int PLACES = 4;

  private final RunningJobs running = new RunningJobs();
  private long now;
  private final LastPlace lastPlace = new LastPlace(running, () -> now);

  private List<RunningJob> start(String caller, int jobs) {
    var started = new ArrayList<RunningJob>();
    for (int i = 0; i < jobs; i++) {
      started.add(
          running
              .enter(
                  new JobInHand(
                      SubmissionId.random(), caller, "c", Instant.EPOCH, Optional.empty()))
              .orElseThrow());
    }
    return started;
  }

  @Test
  void takesNothingWhileOtherPlacesAreFree() {
    assertThat(lastPlace.excludedCaller(PLACES)).isEmpty();

    start("a", 1);

    assertThat(lastPlace.excludedCaller(PLACES)).isEmpty();
  }

  @Test
  void takesNoJobsOfTheCallerWithTheMostJobs() {
    start("b", 1);
    start("a", 2);

    assertThat(lastPlace.excludedCaller(PLACES)).contains("a");
  }

  @Test
  void followsAnotherCallerOnlyWhenThatHasMore() {
    start("b", 1);
    start("a", 1);
    var excluded = lastPlace.excludedCaller(PLACES).orElseThrow();
    var other = excluded.equals("a") ? "b" : "a";

    assertThat(lastPlace.excludedCaller(PLACES)).contains(excluded);
    start(other, 1);

    assertThat(lastPlace.excludedCaller(PLACES)).contains(other);
  }

  @Test
  void staysAsItIsThroughTheShortPauseBetweenTwoJobs() {
    var jobs = start("a", 3);
    lastPlace.excludedCaller(PLACES);
    jobs.forEach(running::leave);
    now += LastPlace.PAUSE.toNanos();

    assertThat(lastPlace.excludedCaller(PLACES)).contains("a");
    now += Duration.ofMillis(1).toNanos();

    assertThat(lastPlace.excludedCaller(PLACES)).isEmpty();
  }

  @Test
  void oneOfTwoPlacesIsTheLastOne() {
    assertThat(lastPlace.excludedCaller(2)).isEmpty();

    start("a", 1);

    assertThat(lastPlace.excludedCaller(2)).contains("a");
  }
}
