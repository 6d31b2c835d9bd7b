package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.submission.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SandboxGateTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final List<String> order = new ArrayList<>();
  private final SandboxGate gate = new SandboxGate(1, threads::add);
  private final Token first = Token.random();
  private final Token second = Token.random();

  private void submit(String language, Token token, String name) {
    gate.submit(language, token, () -> order.add(name));
  }

  private void runAll() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  @Test
  void aFloodInOneLanguageDelaysAnotherByOneRunAtATime() {
    for (int i = 0; i < 100; i++) {
      submit("java", first, "java" + i);
    }
    submit("c", second, "c0");
    submit("c", second, "c1");
    runAll();

    assertThat(order.subList(0, 4)).containsExactly("java0", "c0", "java1", "c1");
    assertThat(order).hasSize(102);
  }

  @Test
  void submissionsOfALanguageTakeTurns() {
    for (int i = 0; i < 100; i++) {
      submit("java", first, "big" + i);
    }
    submit("java", second, "small");
    runAll();

    assertThat(order.indexOf("small")).isEqualTo(1);
    assertThat(order.subList(2, 5)).containsExactly("big1", "big2", "big3");
  }

  @Test
  void noMoreThreadsThanPermitsAreAskedFor() {
    var wide = new SandboxGate(2, threads::add);
    for (int i = 0; i < 10; i++) {
      wide.submit("c", first, () -> "done");
    }

    assertThat(threads).hasSize(2);
  }

  @Test
  void aPermitIsUsedAgain() {
    submit("c", first, "one");
    runAll();
    submit("c", first, "two");
    runAll();

    assertThat(order).containsExactly("one", "two");
  }

  @Test
  void aFailureEndsOnlyItsOwnRun() {
    var failing =
        gate.submit(
            "c",
            first,
            () -> {
              throw new IllegalStateException("broken");
            });
    submit("c", first, "next");
    runAll();

    assertThatThrownBy(failing::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(order).containsExactly("next");
  }

  @Test
  void aServerThatRefusesTheThreadDoesNotCostAPermit() {
    var refusing =
        new SandboxGate(
            1,
            task -> {
              throw new RejectedExecutionException();
            });

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> refusing.submit("c", first, () -> "never"))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }
}
