package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueProblemsTest {
  private static Queues.Shown queue(
      int depth, int consumers, boolean paused, Optional<Double> oldest) {
    return new Queues.Shown(
        "evalx.jobs.c",
        Optional.of("c"),
        depth,
        depth,
        0,
        0,
        consumers,
        paused,
        Optional.of(100),
        oldest,
        Optional.empty(),
        Optional.empty());
  }

  private static List<String> kinds(Queues.Shown queue) {
    return new QueueProblems().find(List.of(queue)).stream().map(Problem::kind).toList();
  }

  @Test
  void aQueueThatMovesIsNoProblem() {
    assertThat(kinds(queue(79, 1, false, Optional.of(59.0)))).isEmpty();
    assertThat(kinds(queue(0, 0, false, Optional.empty()))).isEmpty();
  }

  @Test
  void aQueueThatDoesNotMoveIsNamedWithItsRemedy() {
    assertThat(kinds(queue(1, 0, false, Optional.of(5.0)))).containsExactly("no_consumer");
    assertThat(kinds(queue(1, 2, false, Optional.of(61.0)))).containsExactly("queue_slow");
    assertThat(kinds(queue(80, 2, true, Optional.of(61.0))))
        .containsExactly("queue_paused", "queue_full");
    assertThat(new QueueProblems().find(List.of(queue(0, 0, true, Optional.empty()))))
        .extracting(Problem::remedy)
        .containsExactly("POST /admin/queues/c/resume");
  }
}
