package evalx.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against the real daemon. */
@Timeout(120)
class NativeSandboxIT {
  private static final String UIDS = "60700-60799";

  /** Seconds; tells this test's sleepers from everybody else's. */
  private static final String NAP = "19." + ProcessHandle.current().pid();

  private static final byte[] NOTHING = new byte[0];

  private IsolateDaemon daemon;
  private NativeSandbox sandbox;

  @BeforeEach
  void start() {
    daemon = new IsolateDaemon(UIDS);
    sandbox = new NativeSandbox(daemon.socket(), 2);
  }

  @AfterEach
  void stop() {
    sandbox.close();
    daemon.close();
  }

  private static RunLimits limits() {
    return new RunLimits(
        Duration.ofSeconds(2), Duration.ofSeconds(20), 128L << 20, 1 << 20, 1 << 10, 16, 16L << 20);
  }

  private static RunRequest shell(String script) {
    return new RunRequest(
        List.of("/bin/sh", "-c", script),
        Map.of("PATH", "/usr/bin"),
        Optional.empty(),
        NOTHING,
        limits(),
        false);
  }

  private static RunRequest collecting(String script) {
    var run = shell(script);
    return new RunRequest(
        run.command(), run.environment(), run.artifact(), run.stdin(), run.limits(), true);
  }

  private static RunRequest with(ArtifactId artifact, String script) {
    var run = shell(script);
    return new RunRequest(
        run.command(), run.environment(), Optional.of(artifact), run.stdin(), run.limits(), false);
  }

  private static ArtifactFile file(String name, String content) {
    return new ArtifactFile(name, content.getBytes(UTF_8), false);
  }

  @Test
  void fetchesWhatWasStored() {
    var big = new byte[200_000];
    big[199_999] = 7;
    var files =
        List.of(file("a", ""), new ArtifactFile("d/e/tool", big, true), file("\u00e9.txt", "text"));
    var id = sandbox.store(files);

    assertThat(ArtifactId.of(files)).isEqualTo(id);
    assertThat(sandbox.fetch(id, 200_004).orElseThrow())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyInAnyOrderElementsOf(files);
    assertThat(sandbox.fetch(id, 200_003)).isEmpty();
    assertThat(sandbox.fetch(id, 200_004)).as("after one that was too large").isPresent();
    assertThatThrownBy(() -> sandbox.fetch(new ArtifactId("0".repeat(64)), 1))
        .isInstanceOf(ArtifactMissing.class);
  }

  @Test
  void saysWhatTheHostGives() {
    var info = sandbox.info();
    assertThat(info.driver()).isEqualTo("native");
    assertThat(info.version()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(info.cgroup()).isIn("v1", "v2", "none");
  }

  @Test
  void reportsHowTheProgramEnded() {
    var run = shell("read line; echo out $line; echo err >&2; exit 3");
    var report =
        sandbox.run(
            new RunRequest(
                run.command(),
                run.environment(),
                Optional.empty(),
                "in\n".getBytes(UTF_8),
                limits(),
                false));
    assertThat(report.ending()).isEqualTo(new Ending.Exited(3));
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("out in\n");
    assertThat(report.stderr()).asString(UTF_8).isEqualTo("err\n");
    assertThat(report.cpuTime()).isPositive().isLessThan(Duration.ofSeconds(1));
    assertThat(report.peakKib()).isPositive();
    assertThat(report.collected()).isEmpty();
    assertThat(sandbox.run(shell("kill -SEGV $$")).ending()).isEqualTo(new Ending.Signalled(11));
  }

  @Test
  void namesTheLimitExceeded() {
    assertThat(sandbox.run(shell("yes")).ending())
        .isEqualTo(new Ending.LimitExceeded(Limit.OUTPUT));
    assertThat(sandbox.run(shell("while :; do :; done")).ending())
        .isEqualTo(new Ending.LimitExceeded(Limit.CPU));
  }

  @Test
  void keepsTheFrontOfStderr() {
    var report = sandbox.run(shell("yes | head -c 5000 >&2"));
    assertThat(report.ending()).isEqualTo(new Ending.Exited(0));
    assertThat(report.stderr()).hasSize(1 << 10);
    assertThat(report.stderrTruncated()).isTrue();
  }

  @Test
  void movesLargeInputAndOutput() {
    var input = new byte[900_000];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (i * 31);
    }
    var run = shell("cat");
    var report =
        sandbox.run(
            new RunRequest(
                run.command(), run.environment(), Optional.empty(), input, limits(), false));
    assertThat(report.stdout()).isEqualTo(input);
  }

  @Test
  void keepsArtifactsUnderTheirContent() {
    var files = List.of(file("b/c.txt", "two"), file("a.txt", "one"));
    var id = sandbox.store(files);
    assertThat(sandbox.store(List.of(files.get(1), files.get(0)))).isEqualTo(id);
    var report = sandbox.run(with(id, "cat /app/a.txt /app/b/c.txt; touch /app/x"));
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("onetwo");
    assertThat(report.ending()).isNotEqualTo(new Ending.Exited(0));
  }

  @Test
  void collectsWhatARunLeaves() {
    var report =
        sandbox.run(
            collecting(
                "mkdir d; echo 'echo built' > d/tool; chmod +x d/tool; ln -s /etc/passwd link"));
    var tool = report.collected().orElseThrow();
    assertThat(sandbox.run(with(tool, "sh /app/d/tool; ls /app")).stdout())
        .asString(UTF_8)
        .isEqualTo("built\nd\n");
    assertThat(sandbox.run(collecting("exit 1")).collected()).isEmpty();
  }

  @Test
  void tellsAMissingArtifact() {
    var unknown = new ArtifactId("0".repeat(64));
    assertThatThrownBy(() -> sandbox.run(with(unknown, "true")))
        .isInstanceOf(ArtifactMissing.class);
    assertThatThrownBy(() -> sandbox.lease(unknown)).isInstanceOf(ArtifactMissing.class);
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void leasesEndOnce() {
    var id = sandbox.store(List.of(file("a", "a")));
    var first = sandbox.lease(id);
    var second = sandbox.lease(id);
    first.close();
    second.close();
    second.close();
    assertThat(sandbox.info().driver()).isEqualTo("native");
  }

  @Test
  void anInterruptedThreadDropsNobodysLeases() {
    var id = sandbox.store(List.of(file("a", "a")));
    var lease = sandbox.lease(id);
    await().until(() -> daemon.slots().size() == 1);
    var slots = daemon.slots();
    Thread.currentThread().interrupt();
    lease.close();
    sandbox.lease(id);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sandbox.info().driver()).isEqualTo("native");
    assertThat(daemon.slots()).isEqualTo(slots);
  }

  @Test
  void refusesWhatCannotBeAsked() {
    assertThatThrownBy(() -> sandbox.run(shell("x".repeat(70_000))))
        .isInstanceOf(SandboxFailure.class);
    assertThatThrownBy(() -> sandbox.run(shell("nul\0"))).isInstanceOf(SandboxFailure.class);
    assertThatThrownBy(() -> sandbox.store(List.of(file("../up", ""))))
        .isInstanceOf(SandboxFailure.class);
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void runsMoreThanItHasSlots() throws Exception {
    var pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<RunReport>> reports = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        var run = shell("echo " + i);
        reports.add(pool.submit(() -> sandbox.run(run)));
      }
      for (int i = 0; i < 40; i++) {
        assertThat(reports.get(i).get().stdout()).asString(UTF_8).isEqualTo(i + "\n");
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void anInterruptEndsTheRun() throws Exception {
    var thrown = new AtomicReference<RuntimeException>();
    var runner =
        new Thread(
            () -> {
              try {
                sandbox.run(shell("sleep " + NAP));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    runner.start();
    await().until(NativeSandboxIT::aBoxSleeps);
    runner.interrupt();
    runner.join(5000);
    assertThat(thrown.get()).isInstanceOf(SandboxUnavailable.class).hasMessage("interrupted");
    await().until(() -> !aBoxSleeps());
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  private static boolean aBoxSleeps() {
    return sleeper().isPresent();
  }

  private static Optional<ProcessHandle> sleeper() {
    return ProcessHandle.allProcesses()
        .filter(
            p -> p.info().arguments().filter(a -> a.length == 1 && a[0].equals(NAP)).isPresent())
        .findFirst();
  }

  @Test
  void aDaemonThatDiesIsAnOutage() {
    var running = CompletableFuture.supplyAsync(() -> sandbox.run(shell("sleep " + NAP)));
    await().until(NativeSandboxIT::aBoxSleeps);
    daemon.kill();
    assertThatThrownBy(running::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(SandboxUnavailable.class);
    assertThatThrownBy(() -> sandbox.run(shell("exit 0"))).isInstanceOf(SandboxUnavailable.class);
    assertThatThrownBy(() -> sandbox.info()).isInstanceOf(SandboxUnavailable.class);
    await().until(() -> !aBoxSleeps());
    daemon.start();
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void aRestartBetweenRunsGoesUnnoticed() {
    var id = sandbox.store(List.of(file("a", "a")));
    var lease = sandbox.lease(id);
    sandbox.run(shell("exit 0"));
    daemon.kill();
    daemon.start();
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
    assertThat(sandbox.info().driver()).isEqualTo("native");
    lease.close();
    assertThatThrownBy(() -> sandbox.run(with(id, "true"))).isInstanceOf(ArtifactMissing.class);
  }

  @Test
  void aBrokenSlotIsAFailureOfThisRunOnly() throws ExecutionException {
    var running = CompletableFuture.supplyAsync(() -> sandbox.run(shell("sleep " + NAP)));
    await().until(NativeSandboxIT::aBoxSleeps);
    IsolateDaemon.signal("KILL", daemon.slotOf(sleeper().orElseThrow()));
    assertThatThrownBy(running::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(SandboxFailure.class);
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }
}
