package evalx.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CrewTest {
  @Test
  void everythingIsDoneOnce() {
    var done = new ConcurrentHashMap<Integer, Integer>();
    try (var crew = new Crew(4)) {
      crew.each(1000, i -> done.merge(i, 1, Integer::sum));
    }
    assertThat(done).hasSize(1000).allSatisfy((number, times) -> assertThat(times).isOne());
  }

  @Test
  void theFirstFailureEndsAllAndIsTold() {
    try (var crew = new Crew(4)) {
      assertThatThrownBy(
              () ->
                  crew.run(
                      () -> true,
                      () -> {
                        throw new BenchFailure("no");
                      }))
          .isInstanceOf(BenchFailure.class)
          .hasMessage("no");
    }
  }
}
