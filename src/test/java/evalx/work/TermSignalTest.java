package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SIGTERM, sent to a JVM of its own. */
class TermSignalTest {
  /** The status of a process that SIGTERM has ended. */
  private static final int TERMINATED = 143;

  /**
   * Hears the signal once, says so and with which class loader, and then ends as without {@link
   * TermSignal}.
   */
  static final class Child {
    private static TermSignal signal;

    public static void main(String[] arguments) throws Exception {
      Thread.currentThread()
          .setContextClassLoader(new URLClassLoader("application", new URL[0], null));
      signal =
          TermSignal.hear(
              () -> {
                var loader = Thread.currentThread().getContextClassLoader();
                System.out.println("heard in " + (loader == null ? "none" : loader.getName()));
                try {
                  signal.passOn();
                } catch (ReflectiveOperationException e) {
                  System.out.println(e);
                }
              });
      System.out.println("ready");
      Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
  }

  private static Path folder(Class<?> of) {
    return Path.of(URI.create(of.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  @Test
  void theSignalIsHeardAndPassedOn() throws IOException, InterruptedException {
    var java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    var classes = folder(TermSignal.class) + File.pathSeparator + folder(Child.class);
    var process =
        new ProcessBuilder(java, "-cp", classes, Child.class.getName())
            .redirectErrorStream(true)
            .start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("ready");
      process.toHandle().destroy(); // Process.destroy closes the stream
      assertThat(lines.readLine()).isEqualTo("heard in application");
      await().atMost(Duration.ofMinutes(1)).until(() -> !process.isAlive());
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
  }
}
