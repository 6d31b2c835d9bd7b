package evalx.sandbox.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Content;
import evalx.sandbox.Drivers;
import evalx.sandbox.Ending;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxContract;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spools;
import evalx.sandbox.TestContent;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against the real daemon. */
class NativeSandboxIT extends SandboxContract {
  private static final String UIDS = "60700-60779";
  private static final String MORE_UIDS = "60780-60799";

  private IsolateDaemon daemon;

  @BeforeEach
  void start() {
    daemon = new IsolateDaemon(UIDS);
    sandbox = new NativeSandbox(daemon.socket(), 2, Spools.temporary());
  }

  @Override
  protected String driver() {
    return "native";
  }

  @AfterEach
  void stop() {
    sandbox.close();
    daemon.close();
  }

  private static RunRequest python(ArtifactId program) {
    return new RunRequest(
        new RunRequest.Invocation(
            List.of("/usr/bin/python3", "/app/main.py"),
            Map.of("PATH", "/usr/bin"),
            Optional.of(List.of("json"))),
        Optional.of(program),
        new byte[0],
        limits(),
        RunRequest.Folder.EMPTY);
  }

  @Test
  void aProgramMayBeStartedByARunningInterpreter() {
    var program =
        sandbox.store(List.of(file("main.py", "import sys; print('json' in sys.modules)")));
    var warm = new Sandbox.Starts(1, 0);
    var imported = new String(sandbox.run(python(program)).stdout(), UTF_8);
    if (sandbox.info().cgroup().equals("v1")) { // not with every kernel's version 2
      assertThat(sandbox.starts()).isEqualTo(warm);
    }
    assertThat(imported).isEqualTo(sandbox.starts().equals(warm) ? "True\n" : "False\n");
    try (var cold = new NativeSandbox(daemon.socket(), 1, Spools.temporary(), false)) {
      assertThat(new String(cold.run(python(program)).stdout(), UTF_8)).isEqualTo("False\n");
      assertThat(cold.starts()).isEqualTo(new Sandbox.Starts(0, 1));
    }
  }

  private static RunRequest given(String script, Content... files) {
    return given(script, List.of(files));
  }

  private static RunRequest given(String script, List<Content> files) {
    return new RunRequest(
        shell(script).invocation(),
        Optional.empty(),
        new RunRequest.Input.WithFiles("stdin ".getBytes(UTF_8), files),
        limits(),
        RunRequest.Folder.EMPTY);
  }

  @Test
  void aRunIsGivenFilesThatTheDaemonGetsOnce() {
    var first = new TestContent("first ".getBytes(UTF_8));
    var second = new TestContent("second".getBytes(UTF_8));
    var request = given("cat - /proc/self/fd/4 /proc/self/fd/5", first, second);
    for (int i = 0; i < 2; i++) {
      assertThat(sandbox.run(request).stdout()).asString(UTF_8).isEqualTo("stdin first second");
    }
    assertThat(first.opened()).hasValue(1);
    daemon.kill();
    daemon.start();
    assertThat(sandbox.run(request).stdout()).asString(UTF_8).isEqualTo("stdin first second");
    assertThat(second.opened()).hasValue(2);
  }

  @Test
  void filesThatRunsReadLeaveTheStoreToOthers() {
    sandbox.close();
    daemon.close();
    daemon = new IsolateDaemon(UIDS, "--store-bytes", "1048576");
    sandbox = new NativeSandbox(daemon.socket(), 2, Spools.temporary());
    var file = new TestContent(new byte[900_000]);
    var alone = given("sleep " + NAP + "; wc -c </proc/self/fd/4", file);
    assertThat(storedMeanwhile(() -> sandbox.run(alone)).stdout())
        .asString(UTF_8)
        .isEqualTo("900000\n");
    var judge = given("sleep " + NAP + "; wc -c </proc/self/fd/4 >&2", file);
    assertThat(storedMeanwhile(() -> sandbox.converse(shell("cat"), judge)).interactor().stderr())
        .asString(UTF_8)
        .endsWith("900000\n");
    assertThat(file.opened()).hasValue(2);
  }

  /** Runs of which each loses its files to others whenever one is sent. */
  @Test
  void runsWhoseFilesEvictEachOtherGoOneAfterTheOther() throws Exception {
    sandbox.close();
    daemon.close();
    daemon = new IsolateDaemon(UIDS, "--store-bytes", "1048576");
    sandbox = new NativeSandbox(daemon.socket(), 2, Spools.temporary());
    try (var others = new NativeSandbox(daemon.socket(), 2, Spools.temporary())) {
      runAllWhileOthersEvict(others);
    }
  }

  private void runAllWhileOthersEvict(NativeSandbox others) throws Exception {
    var runs = new ArrayList<CompletableFuture<byte[]>>();
    for (int of = 1; of <= 16; of += 2) {
      var files = List.of(evicting(of, others), evicting(of + 1, others));
      var request = given("cat /proc/self/fd/4 /proc/self/fd/5 | wc -c >&2", files);
      runs.add(
          CompletableFuture.supplyAsync(() -> sandbox.run(request).stderr(), FakeDaemon.THREADS));
      if (of < 4) {
        runs.add(
            CompletableFuture.supplyAsync(
                () -> sandbox.converse(shell("cat"), request).interactor().stderr(),
                FakeDaemon.THREADS));
      }
    }
    for (var run : runs) {
      assertThat(run.get()).asString(UTF_8).isEqualTo("800000\n");
    }
  }

  private static Content evicting(int of, Sandbox others) {
    var bytes = new byte[400_000];
    Arrays.fill(bytes, (byte) of);
    var content = new TestContent(bytes);
    return new Content() {
      @Override
      public String sha256() {
        return content.sha256();
      }

      @Override
      public long size() {
        return content.size();
      }

      @Override
      public InputStream open() {
        try {
          others.store(List.of(file("other", "y".repeat(1_000_000))));
        } catch (SandboxUnavailable e) {
          assertThat(e).hasMessageContaining("in use leave the sandbox's store no room");
        }
        return content.open();
      }
    };
  }

  /** Evicts all that is not leased while a run sleeps, which then goes on. */
  private <T> T storedMeanwhile(Supplier<T> run) {
    var running = CompletableFuture.supplyAsync(run, FakeDaemon.THREADS);
    await().until(SandboxContract::aBoxSleeps);
    try {
      sandbox.store(List.of(file("other", "y".repeat(900_000))));
    } finally {
      IsolateDaemon.signal("KILL", sleeper().orElseThrow().pid());
    }
    return running.join();
  }

  /** A slot whose program waited in vain for the other one is closed. */
  @Test
  void aProgramDoesNotWaitForAnInteractorWhoseFilesAreMissing() {
    sandbox.info();
    sandbox.converse(shell("cat"), shell("exit 0"));
    var slots = daemon.slots();
    var judge = given("cat /proc/self/fd/4", new TestContent("answer".getBytes(UTF_8)));
    assertThat(sandbox.converse(shell("cat"), judge).program().stdout())
        .asString(UTF_8)
        .isEqualTo("answer");
    assertThat(daemon.slots()).isEqualTo(slots);
  }

  @Test
  void anInterruptedThreadKeepsAllLeases() {
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
  void aDaemonThatDiesDuringARunIsToldApartFromOneThatIsAway() {
    sandbox.run(shell("exit 0")); // so that the run is on a kept connection
    var running =
        CompletableFuture.supplyAsync(() -> sandbox.run(shell("sleep " + NAP)), FakeDaemon.THREADS);
    await().until(SandboxContract::aBoxSleeps);
    daemon.kill();
    assertThatThrownBy(running::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(SandboxDied.class);
    assertThatThrownBy(() -> sandbox.run(shell("exit 0"))).isInstanceOf(SandboxUnavailable.class);
    assertThatThrownBy(() -> sandbox.info()).isInstanceOf(SandboxUnavailable.class);
    await().until(() -> !aBoxSleeps());
    daemon.start();
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void aRestartBetweenRunsFailsNoRun() {
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
  void aBrokenSlotFailsItsOwnRunOnly() throws ExecutionException {
    var running =
        CompletableFuture.supplyAsync(() -> sandbox.run(shell("sleep " + NAP)), FakeDaemon.THREADS);
    await().until(SandboxContract::aBoxSleeps);
    IsolateDaemon.signal("KILL", daemon.slotOf(sleeper().orElseThrow()));
    assertThatThrownBy(running::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(SandboxFailure.class);
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void aStoreFullOfArtifactsInUseKeepsAllLeases() {
    sandbox.close();
    daemon.close();
    daemon = new IsolateDaemon(UIDS, "--store-bytes", "1048576");
    sandbox = new NativeSandbox(daemon.socket(), 2, Spools.temporary());
    var used = sandbox.store(List.of(file("a", "x".repeat(900_000))));
    var lease = sandbox.lease(used);
    var more = List.of(file("b", "y".repeat(900_000)));
    assertThatThrownBy(() -> sandbox.store(more)).isInstanceOf(SandboxUnavailable.class);
    assertThat(sandbox.run(with(used, "exit 0")).ending()).isEqualTo(new Ending.Exited(0));
    lease.close();
    // Until then the slot itself leases what it ran last.
    sandbox.run(with(sandbox.store(List.of(file("c", "z"))), "exit 0"));
    sandbox.store(more);
  }

  @Test
  void refusesRequestsTooLongForTheProtocol() {
    assertThatThrownBy(() -> sandbox.run(shell("x".repeat(70_000))))
        .isInstanceOf(SandboxFailure.class);
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void anInterruptDuringARequestKeepsAllLeases() throws Exception {
    var id = sandbox.store(List.of(file("a", "a")));
    sandbox.lease(id);
    await().until(() -> daemon.slots().size() == 1);
    var slots = daemon.slots();
    long slot = slots.iterator().next();
    IsolateDaemon.signal("STOP", slot);
    var leaser = new Thread(() -> sandbox.lease(id));
    leaser.start();
    await().until(() -> leaser.getState() == Thread.State.TIMED_WAITING);
    leaser.interrupt();
    IsolateDaemon.signal("CONT", slot);
    leaser.join(10_000);
    assertThat(sandbox.info().driver()).isEqualTo("native");
    assertThat(daemon.slots()).isEqualTo(slots);
  }

  @Test
  void saysWhatTheHostLacks() {
    try (var lacking = new IsolateDaemon(MORE_UIDS, "--cgroups", "none");
        var drivers =
            new Drivers(List.of(new NativeSandbox(lacking.socket(), 1, Spools.temporary())))) {
      assertThat(drivers.info().cgroup()).isEqualTo("none");
      assertThat(drivers.info().degraded())
          .anyMatch(lack -> lack.startsWith("memory: no control group"))
          .anyMatch(lack -> lack.startsWith("processes: no control group"))
          .anyMatch(lack -> lack.startsWith("CPU time: no control group"));
    }
  }

  @Test
  void saysWhatItKnowsWhileAllConnectionsAreTaken() throws Exception {
    sandbox.run(shell("exit 0")); // one of the daemon's eight connections
    try (var watchdog = new Watchdog()) {
      var others = new ArrayList<Connection>();
      try {
        for (int i = 0; i < 7; i++) {
          others.add(Connection.open(daemon.socket(), watchdog));
        }
        var start = System.nanoTime();
        assertThat(sandbox.info().driver()).isEqualTo("native");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      } finally {
        others.forEach(Connection::close);
      }
    }
  }
}
