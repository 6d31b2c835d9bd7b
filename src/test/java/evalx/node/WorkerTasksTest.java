package evalx.node;

import static org.assertj.core.api.Assertions.assertThatCode;

import evalx.sandbox.SandboxUnavailable;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerTasksTest {
  @Test
  void nothingThatATaskThrowsEndsItsRepetition() {
    for (Throwable thrown :
        List.of(
            new NoClassDefFoundError("test"),
            new IllegalStateException("test"),
            new SandboxUnavailable("test"))) {
      assertThatCode(() -> WorkerTasks.runLogged("The task", () -> sneak(thrown)))
          .doesNotThrowAnyException();
    }
  }

  private static void sneak(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }
}
