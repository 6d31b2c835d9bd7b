package evalx.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.SandboxContract;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.artifacts.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The driver against an engine of the tests' own. */
@Tag("slow")
class DockerSandboxIT extends SandboxContract {
  private static final int SLOTS = 2;

  private static DockerDaemon daemon;

  private Path folder;

  @BeforeAll
  static void startEngine() {
    daemon = new DockerDaemon();
    daemon.buildImage("evalx-test", "dash", "coreutils", "findutils", "grep", "python3");
    daemon.buildImage("evalx-test-awk", "dash", "mawk");
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
        daemon.host(),
        Map.of("", "evalx-test", "awk", "evalx-test-awk"),
        "test",
        folder.resolve("artifacts"),
        SLOTS);
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
    await().until(() -> daemon.containers().isEmpty());
    Folders.delete(folder);
  }

  @Override
  protected Map<String, String> notOrdinary() {
    return Map.of(
        "finds its host name", "its /etc/hosts has no line for a container without network");
  }

  @Override
  protected String driver() {
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
  void theNextStartRemovesContainersOfAKilledNode() {
    daemon.docker("create", "--label", "evalx.node=test", "evalx-test");
    daemon.docker("create", "--label", "evalx.node=other", "--name", "other", "evalx-test");
    sandbox.info();
    assertThat(daemon.containers()).hasSize(1);
    daemon.docker("rm", "other");
  }

  /** Also one that the engine was creating at that moment. */
  @Test
  void aStopLeavesNoContainer() throws InterruptedException {
    for (int millis = 20; millis < 300; millis += 40) {
      var other = open();
      var user =
          new Thread(
              () -> {
                try {
                  other.info();
                } catch (SandboxUnavailable e) {
                  // stopped meanwhile
                }
              });
      user.start();
      user.join(millis);
      user.interrupt();
      other.close();
      user.join();
      // Docker may still be removing it.
      await().atMost(Duration.ofSeconds(20)).until(() -> daemon.containers().isEmpty());
    }
  }

  @Test
  void aProgramCannotReachItsBox() {
    var attack =
        "kill -9 1; kill -STOP 1; kill -9 -1;"
            + " for f in /proc/1/fd/* /proc/1/mem /proc/1/environ; do"
            + " [ -e $f ] && echo forged >$f; done; ls /proc/1/fd; exit 7";
    var report = sandbox.run(shell(attack));
    assertThat(report.ending()).isIn(new Ending.Signalled(9), new Ending.Exited(7));
    assertThat(new String(report.stdout(), StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aContainerIsIsolated() {
    var report =
        sandbox.run(
            shell(
                "grep -E 'NoNewPrivs|CapBnd|CapPrm|Seccomp:' /proc/self/status; ls /sys/class/net;"
                    + " echo >/evalx || true"));
    assertThat(
            new String(report.stdout(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\s+", " ")))
        .containsExactly(
            "CapPrm: 0000000000000000",
            "CapBnd: 0000000000000000",
            "NoNewPrivs: 1",
            "Seccomp: 2",
            "lo");
    assertThat(new String(report.stderr(), StandardCharsets.UTF_8))
        .contains("Read-only file system");
  }

  @Test
  void languagesHaveImagesOfTheirOwn() {
    var hello = "/usr/bin/mawk 'BEGIN { print 6 * 7 }'";
    assertThat(
            new String(
                sandbox.forLanguage("awk").run(shell(hello)).stdout(), StandardCharsets.UTF_8))
        .isEqualTo("42\n");
    assertThat(sandbox.forLanguage("c").run(shell(hello)).ending())
        .isEqualTo(new Ending.Exited(127));
  }

  /** Four burners have no more than the share of the processors that a container has. */
  @Test
  void boundsProcessors() {
    int share = Math.max(1, Runtime.getRuntime().availableProcessors() / SLOTS);
    var id = sandbox.store(List.of(file("a", "a")));
    var burners =
        "i=0; while [ $i -lt "
            + 4 * share
            + " ]; do (while :; do :; done) & i=$((i+1)); done; wait";
    var limits = limits(Duration.ofSeconds(60), Duration.ofSeconds(3));
    var lease = sandbox.lease(id);
    try {
      var report = sandbox.run(shell(burners, Optional.of(id), new byte[0], limits, false));
      assertThat(report.ending()).isEqualTo(new Ending.LimitExceeded(Limit.WALL));
      // the scheduler gives the share out in periods of 100 ms, of which one may have begun before
      assertThat(report.cpuTime())
          .isLessThan(report.wallTime().multipliedBy(share).plusMillis(200L * share));
      assertThat(daemon.containers())
          .allMatch(
              container ->
                  daemon
                      .docker("inspect", "-f", "{{.HostConfig.NanoCpus}}", container)
                      .strip()
                      .equals(share + "000000000"));
    } finally {
      lease.close();
    }
  }

  @Test
  void aProgramReachesNeitherHostNorNetwork() {
    var attack =
        "for f in /etc/shadow /proc/1/root/etc/hostname /proc/kcore /proc/sysrq-trigger /dev/mem"
            + " /dev/kmsg /dev/vda /run/docker.sock /var/run/docker.sock; do"
            + " head -c 1 $f >/dev/null 2>&1 && echo read $f; done;"
            + " for f in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/fs/cgroup/x /etc/x;"
            + " do (echo x >$f) 2>/dev/null && echo wrote $f; done;"
            + " chroot / true 2>/dev/null && echo chroot; grep -c : /proc/net/dev";
    var report = sandbox.run(shell(attack));
    assertThat(new String(report.stdout(), StandardCharsets.UTF_8))
        .isEqualTo("1\n"); // the loopback
  }
}
