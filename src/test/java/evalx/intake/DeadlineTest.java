package evalx.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final AtomicLong now = new AtomicLong();
  private final Deadline deadline = new Deadline(now::get);

  private void spend(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aStepIsBegunWhileItsLongestTimeIsLeft() {
    spend(Duration.ofSeconds(8).minus(Deadline.REDIS));

    deadline.require(Deadline.REDIS, "Redis");
    assertThat(deadline.left()).isEqualTo(Deadline.REDIS);
  }

  /** Three commands that take as long as each may would take 18 s together. */
  @Test
  void aStepThatCouldEndTooLateIsNotBegun() {
    spend(Duration.ofSeconds(8).minus(Deadline.REDIS).plusNanos(1));

    assertThat(deadline.allows(Deadline.REDIS)).isFalse();
    assertThatThrownBy(() -> deadline.require(Deadline.REDIS, "Redis"))
        .isInstanceOf(OutOfTime.class)
        .hasMessage("Redis answers too slowly");
  }
}
