package evalx.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The driver against an engine of the tests' own. */
@Tag("slow")
class DockerSandboxIT extends SandboxContract {
  private static DockerDaemon daemon;

  private Path folder;

  @BeforeAll
  static void startEngine() {
    daemon = new DockerDaemon();
    daemon.buildImage("evalx-test", "dash", "coreutils", "findutils", "grep");
  }

  @AfterAll
  static void stopEngine() {
    daemon.close();
  }

  @BeforeEach
  void start() throws IOException {
    folder = Files.createTempDirectory(Path.of("/tmp"), "sbx-docker-");
    sandbox = open();
  }

  private DockerSandbox open() {
    return new DockerSandbox(
        daemon.host(), Map.of("", "evalx-test"), "test", folder.resolve("artifacts"), 2);
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
    assertThat(daemon.containers()).isEmpty();
    ArtifactFolder.delete(folder);
  }

  @Override
  String driver() {
    return "docker";
  }

  @Test
  void theTestCasesOfASubmissionShareAContainer() {
    var id = sandbox.store(List.of(file("a", "a")));
    var lease = sandbox.lease(id);
    sandbox.run(with(id, "cat /app/a"));
    var containers = daemon.containers();
    assertThat(containers).hasSize(1);
    for (int i = 0; i < 5; i++) {
      sandbox.run(with(id, "cat /app/a"));
      assertThat(daemon.containers()).isEqualTo(containers);
    }
    lease.close();
    await().until(() -> daemon.containers().isEmpty());
  }

  @Test
  void theNextStartSweepsWhatAKilledNodeLeft() {
    daemon.docker("create", "--label", "evalx.node=test", "evalx-test");
    daemon.docker("create", "--label", "evalx.node=other", "--name", "other", "evalx-test");
    sandbox.info();
    assertThat(daemon.containers()).hasSize(1);
    daemon.docker("rm", "other");
  }

  @Test
  void aProgramCannotReachItsWatcher() {
    var attack =
        "kill -9 1; kill -STOP 1; kill -9 -1;"
            + " for f in /proc/1/fd/* /proc/1/mem /proc/1/environ; do"
            + " [ -e $f ] && echo forged >$f; done; ls /proc/1/fd; exit 7";
    var report = sandbox.run(shell(attack));
    assertThat(report.ending()).isIn(new Ending.Signalled(9), new Ending.Exited(7));
    assertThat(new String(report.stdout())).isEmpty();
  }

  @Test
  void aContainerIsClosed() {
    var report =
        sandbox.run(
            shell(
                "grep -E 'NoNewPrivs|CapBnd|CapPrm|Seccomp:' /proc/self/status; ls /sys/class/net;"
                    + " echo >/evalx || true"));
    assertThat(new String(report.stdout()).lines().map(line -> line.replaceAll("\\s+", " ")))
        .containsExactly(
            "CapPrm: 0000000000000000",
            "CapBnd: 0000000000000000",
            "NoNewPrivs: 1",
            "Seccomp: 2",
            "lo");
    assertThat(new String(report.stderr())).contains("Read-only file system");
  }
}
