package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final WantedQueue A = WantedQueue.of("a");
  private static final WantedQueue B = WantedQueue.of("b");
  private static final WantedQueue C = WantedQueue.of("c");

  private final AtomicLong now = new AtomicLong();
  private final Rotation rotation = new Rotation(now::get);

  RotationTest() {
    rotation.follow(List.of(A, B, C));
  }

  @Test
  void aQueueThatGaveAMessageIsLast() {
    rotation.tookFrom(A);
    assertThat(rotation.mayHaveMessages()).containsExactly(B, C, A);
  }

  @Test
  void anEmptyQueueKeepsItsTurnButIsNotAsked() {
    rotation.foundEmpty(Set.of(A));
    assertThat(rotation.inOrder()).containsExactly(A, B, C);
    assertThat(rotation.mayHaveMessages()).containsExactly(B, C);
    assertThat(rotation.outdated()).isEmpty();
  }

  @Test
  void emptyIsForgottenAfterAWhile() {
    rotation.foundEmpty(Set.of(A, B));
    now.addAndGet(Rotation.REMEMBERED.toNanos() + 1);
    rotation.foundEmpty(Set.of(B));

    assertThat(rotation.outdated()).containsExactly(A);
  }

  @Test
  void aQueueWithAMessageIsAskedAgain() {
    rotation.foundEmpty(Set.of(A));
    rotation.foundMessage(A);
    assertThat(rotation.mayHaveMessages()).containsExactly(A, B, C);
  }

  @Test
  void onlyWantedQueuesTakeTurns() {
    rotation.tookFrom(A);
    rotation.follow(List.of(A, C));
    rotation.tookFrom(B);
    rotation.foundEmpty(Set.of(B));

    assertThat(rotation.inOrder()).containsExactly(C, A);
  }
}
