package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code deploy/systemd/loaded}, beside a server that loads EvalX, or does not. */
class LoadedTest {
  private static final int LIMIT = 30; // seconds

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int failures;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(asked.size() > failures ? 200 : 404, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Process script(ProcessHandle main, String root) throws IOException {
    var script = new ProcessBuilder("deploy/systemd/loaded");
    script.environment().put("MAINPID", Long.toString(main.pid()));
    script.environment().put("PORT", Integer.toString(server.getAddress().getPort()));
    script.environment().put("CONTEXT_ROOT", root);
    script.environment().remove("HOST");
    return script.start();
  }

  private static int status(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(LIMIT, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void waitsUntilEvalXIsThere() throws IOException, InterruptedException {
    failures = 2;

    assertThat(status(script(ProcessHandle.current(), ""))).isZero();
    assertThat(asked).hasSize(3).containsOnly("/health/live");
  }

  @Test
  void looksBelowThePathOfEvalX() throws IOException, InterruptedException {
    assertThat(status(script(ProcessHandle.current(), "/judge"))).isZero();
    assertThat(asked).containsExactly("/judge/health/live");
  }

  /** systemd acts on the end of the server only when this has ended. */
  @Test
  void endsWithTheServer() throws IOException, InterruptedException {
    failures = Integer.MAX_VALUE;
    var main = new ProcessBuilder("sleep", "60").start();
    var script = script(main.toHandle(), "");
    try {
      assertThat(script.isAlive()).isTrue();
    } finally {
      main.destroyForcibly().waitFor();
    }

    assertThat(status(script)).isEqualTo(1);
  }

  /** What the unit starts is what the page installs, and is given as long as a slow start takes. */
  @Test
  void theUnitWaitsForIt() throws IOException {
    assertThat(Files.readString(Path.of("deploy/systemd/evalx.service")))
        .contains("\nExecStartPost=/opt/evalx/loaded\nTimeoutStartSec=300\n")
        .contains(" PORT=3000\n", "\nEnvironment=CONTEXT_ROOT=\n");
    assertThat(Files.readString(Path.of("docs/deploy.md")))
        .containsPattern("(?m)^install -m 755 .*deploy/systemd/loaded.* /opt/evalx$");
  }
}
