package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import evalx.sandbox.SandboxUnavailable;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

  @Test
  void noThreadOutlivesTheApplication() throws InterruptedException {
    var executor = new ScheduledThreadPoolExecutor(3);
    var tasks = new WorkerTasks();
    tasks.start(executor);

    tasks.close();

    assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  private static void sneak(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }
}
