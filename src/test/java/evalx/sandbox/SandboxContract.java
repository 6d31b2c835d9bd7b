package evalx.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every driver promises; each runs these tests against the real thing, two runs at a time. */
@Timeout(120)
public abstract class SandboxContract {
  /** Seconds; tells this test's sleepers from everybody else's. */
  protected static final String NAP = "19." + ProcessHandle.current().pid();

  private static final byte[] NOTHING = new byte[0];
  private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");
  private static final ArtifactId UNKNOWN = new ArtifactId("0".repeat(64));

  protected Sandbox sandbox;

  /** How the driver calls itself. */
  protected abstract String driver();

  protected static RunLimits limits() {
    return limits(Duration.ofSeconds(2), Duration.ofSeconds(20));
  }

  protected static RunLimits limits(Duration cpu, Duration wall) {
    return new RunLimits(
        cpu, wall, 16, new RunLimits.Bytes(128L << 20, 1 << 20, 1 << 10, 16L << 20));
  }

  private static RunLimits limitsWithStack(long bytes) {
    var usual = limits();
    return new RunLimits(
        usual.cpu(),
        usual.wall(),
        usual.processes(),
        new RunLimits.Bytes(
            usual.memoryBytes(),
            usual.stdoutBytes(),
            usual.stderrBytes(),
            usual.diskBytes(),
            bytes));
  }

  protected static RunRequest shell(String script) {
    return shell(script, Optional.empty(), NOTHING, limits(), false);
  }

  protected static RunRequest shell(
      String script,
      Optional<ArtifactId> artifact,
      byte[] stdin,
      RunLimits limits,
      boolean collect) {
    return new RunRequest(
        new RunRequest.Invocation(List.of("/bin/sh", "-c", script), PATH),
        artifact,
        stdin,
        limits,
        RunRequest.Folder.of(false, collect));
  }

  protected static RunRequest collecting(String script) {
    return shell(script, Optional.empty(), NOTHING, limits(), true);
  }

  protected static RunRequest with(ArtifactId artifact, String script) {
    return shell(script, Optional.of(artifact), NOTHING, limits(), false);
  }

  protected static RunRequest command(ArtifactId artifact, String program) {
    return new RunRequest(
        new RunRequest.Invocation(List.of(program), Map.of()),
        Optional.of(artifact),
        NOTHING,
        limits(),
        RunRequest.Folder.EMPTY);
  }

  protected static ArtifactFile file(String name, String content) {
    return new ArtifactFile(name, content.getBytes(UTF_8), false);
  }

  protected static Optional<ProcessHandle> sleeper() {
    return ProcessHandle.allProcesses()
        .filter(
            p -> p.info().arguments().filter(a -> a.length == 1 && a[0].equals(NAP)).isPresent())
        .findFirst();
  }

  protected static boolean aBoxSleeps() {
    return sleeper().isPresent();
  }

  private void stillWorks() {
    assertThat(sandbox.run(shell("exit 0")).ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void saysWhatTheHostOffers() {
    var info = sandbox.info();
    assertThat(sandbox.driver()).isEqualTo(driver());
    assertThat(info.driver()).isEqualTo(driver());
    assertThat(info.version()).matches("\\d+(\\.\\d+)+");
    assertThat(info.cgroup()).isIn("v1", "v2", "none");
  }

  @Test
  void reportsHowTheProgramEnded() {
    var report =
        sandbox.run(
            shell(
                "read line; echo out $line; echo err >&2; exit 3",
                Optional.empty(),
                "in\n".getBytes(UTF_8),
                limits(),
                false));
    assertThat(report.ending()).isEqualTo(new Ending.Exited(3));
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("out in\n");
    assertThat(report.stderr()).asString(UTF_8).isEqualTo("err\n");
    assertThat(report.stderrTruncated()).isFalse();
    assertThat(report.cpuTime()).isLessThan(Duration.ofSeconds(1));
    assertThat(report.wallTime()).isPositive();
    assertThat(report.peakKib()).isPositive();
    assertThat(report.collected()).isEmpty();
    assertThat(sandbox.run(shell("kill -SEGV $$")).ending()).isEqualTo(new Ending.Signalled(11));
  }

  @Test
  void reportsAProgramThatCannotBeExecuted() {
    var id =
        sandbox.store(
            List.of(
                file("plain", "#!/bin/sh\n"),
                new ArtifactFile("junk", new byte[] {0, 1, 2, 3}, true),
                new ArtifactFile("exits", "#!/bin/sh\nexit 127\n".getBytes(UTF_8), true)));
    assertThat(sandbox.run(command(id, "/app/plain")).ending())
        .isEqualTo(new Ending.NotStarted("Permission denied"));
    assertThat(sandbox.run(command(id, "/app/junk")).ending())
        .isEqualTo(new Ending.NotStarted("Exec format error"));
    assertThat(sandbox.run(command(id, "/app/none")).ending())
        .isEqualTo(new Ending.NotStarted("No such file or directory"));
    assertThat(sandbox.run(command(id, "/app/exits")).ending()).isEqualTo(new Ending.Exited(127));
    stillWorks();
  }

  @Test
  void failsIfACommandOfTheHostCannotBeExecuted() {
    var id = sandbox.store(List.of(file("a", "a")));
    assertThatThrownBy(() -> sandbox.run(command(id, "/usr/bin/no-compiler")))
        .isInstanceOf(SandboxFailure.class)
        .hasMessage("/usr/bin/no-compiler could not be started: No such file or directory");
    assertThatThrownBy(() -> sandbox.run(command(id, "/usr/bin")))
        .isInstanceOf(SandboxFailure.class)
        .hasMessage("/usr/bin could not be started: Permission denied");
    stillWorks();
  }

  @Test
  void namesTheOutputLimit() {
    var report = sandbox.run(shell("yes"));
    assertThat(report.ending()).isEqualTo(new Ending.LimitExceeded(Limit.OUTPUT));
    assertThat(report.stdout()).hasSize(1 << 20);
    assertThat(sandbox.run(shell("head -c 1048576 /dev/zero")).ending())
        .isEqualTo(new Ending.Exited(0));
  }

  @Test
  void endsAFloodOnStderr() {
    assertThat(sandbox.run(shell("yes >&2")).ending())
        .isEqualTo(new Ending.LimitExceeded(Limit.OUTPUT));
  }

  @Test
  void fillsTheWorkingFolder() {
    var files =
        List.of(
            file("word", "sent"),
            file("d/inner", "deep"),
            new ArtifactFile("tool", "#!/bin/sh\necho ran\n".getBytes(UTF_8), true));
    var script = "cat word d/inner; echo changed >word; cat word; ./tool; ls";
    var run = with(sandbox.store(files), script);
    var report =
        sandbox.run(
            new RunRequest(
                run.invocation(),
                run.artifact(),
                run.stdin(),
                run.limits(),
                RunRequest.Folder.FILLED_AND_COLLECTED));
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("sentdeepchanged\nran\nd\ntool\nword\n");
    assertThat(sandbox.fetch(report.collected().orElseThrow(), 1 << 20).orElseThrow())
        .extracting(ArtifactFile::name)
        .containsExactlyInAnyOrder("word", "d/inner");
    assertThat(sandbox.run(with(run.artifact().orElseThrow(), "ls")).stdout()).isEmpty();
  }

  /** As if the program had written them itself. */
  @Test
  void filesThatDoNotFitEndTheRun() {
    var half = new byte[(int) limits().diskBytes() / 2 + 1];
    var files = List.of(new ArtifactFile("a", half, false), new ArtifactFile("b", half, false));
    var run = with(sandbox.store(files), "echo begun");
    var report =
        sandbox.run(
            new RunRequest(
                run.invocation(),
                run.artifact(),
                run.stdin(),
                run.limits(),
                RunRequest.Folder.FILLED));
    assertThat(report.ending()).isEqualTo(new Ending.Signalled(25));
    assertThat(report.stdout()).isEmpty();
    stillWorks();
  }

  private static TestContent large(int bytes) {
    var content = new byte[bytes];
    new Random(20261128).nextBytes(content);
    return new TestContent(content);
  }

  @Test
  void readsALargeStdinAndSpoolsALargeOutput() throws IOException {
    var stdin = large(10_000_001);
    var limits =
        new RunLimits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            16,
            new RunLimits.Bytes(128L << 20, 16 << 20, 1 << 10, 16L << 20));
    var cat = shell("cat; echo end >&2", Optional.empty(), NOTHING, limits, false);
    var request =
        new RunRequest(
            cat.invocation(),
            Optional.empty(),
            new RunRequest.Input.Large(stdin),
            limits,
            RunRequest.Folder.EMPTY);
    for (int i = 0; i < 2; i++) {
      var report = sandbox.run(request);
      assertThat(report.ending()).isEqualTo(new Ending.Exited(0));
      assertThat(report.stderr()).asString(UTF_8).isEqualTo("end\n");
      assertThat(report.stdout()).isEqualTo(Arrays.copyOf(stdin.bytes(), 64 << 10));
      var spooled = report.output().spooled().orElseThrow();
      try (var in = spooled.open()) {
        assertThat(in.readAllBytes()).isEqualTo(stdin.bytes());
      }
      report.discard();
      assertThat(spooled.file()).doesNotExist();
    }
    if (driver().equals("native")) {
      assertThat(stdin.opened()).as("it stays in the daemon's store").hasValue(1);
    }
    assertThat(sandbox.run(shell("wc -c")).stdout())
        .asString(UTF_8)
        .isEqualToIgnoringWhitespace("0");
  }

  @Test
  void storesLargeFilesBesideOthers() throws IOException {
    var words = large(5_000_000);
    var id = sandbox.store(List.of(file("main", "main")), List.of(new LargeFile("d/words", words)));
    var run =
        with(
            id,
            "cat main; wc -c <d/words; echo x 2>/dev/null >d/words || echo kept; cat /app/d/words |"
                + " wc -c");
    var report =
        sandbox.run(
            new RunRequest(
                run.invocation(),
                run.artifact(),
                run.input(),
                run.limits(),
                RunRequest.Folder.FILLED));
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("main5000000\nkept\n5000000\n");
    var damaged =
        new Content() {
          @Override
          public String sha256() {
            return words.sha256();
          }

          @Override
          public long size() {
            return 3;
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream("abc".getBytes(UTF_8));
          }
        };
    assertThatThrownBy(() -> sandbox.store(List.of(), List.of(new LargeFile("f", damaged))))
        .isInstanceOf(SandboxFailure.class)
        .hasMessageContaining("SHA-256");
  }

  /** Names of ordinary programs that do not work with this driver, with the reason. */
  protected Map<String, String> notOrdinary() {
    return Map.of();
  }

  @Test
  void ordinaryProgramsWork() {
    var outcomes = new TreeMap<String, String>();
    OrdinaryScripts.BY_NAME.forEach(
        (name, script) -> {
          var report =
              sandbox.run(
                  new RunRequest(
                      new RunRequest.Invocation(
                          List.of("/usr/bin/python3", "-c", script), Map.of("PATH", "/usr/bin")),
                      Optional.empty(),
                      NOTHING,
                      limitsWithStack(OrdinaryScripts.STACK),
                      RunRequest.Folder.EMPTY));
          var printed = new String(report.stdout(), UTF_8) + new String(report.stderr(), UTF_8);
          if (!printed.strip().equals("ok")) {
            outcomes.put(name, printed);
          }
        });
    assertThat(outcomes.keySet()).as(outcomes.toString()).isEqualTo(notOrdinary().keySet());
  }

  @Test
  void namesTheLimitOfCpuTime() {
    var limits = limits(Duration.ofMillis(500), Duration.ofSeconds(20));
    var report =
        sandbox.run(shell("while :; do :; done", Optional.empty(), NOTHING, limits, false));
    assertThat(report.ending()).isEqualTo(new Ending.LimitExceeded(Limit.CPU));
    assertThat(report.cpuTime()).isBetween(limits.cpu(), limits.cpu().multipliedBy(2));
  }

  @Test
  protected void countsTheCpuTimeOfUnreapedChildren() {
    var limits = limits(Duration.ofMillis(500), Duration.ofSeconds(20));
    var orphan = "(while :; do :; done) & sleep 15";
    assertThat(sandbox.run(shell(orphan, Optional.empty(), NOTHING, limits, false)).ending())
        .isEqualTo(new Ending.LimitExceeded(Limit.CPU));
  }

  @Test
  void namesTheLimitOfWallTime() {
    var limits = limits(Duration.ofSeconds(2), Duration.ofMillis(700));
    var report = sandbox.run(shell("sleep 15", Optional.empty(), NOTHING, limits, false));
    assertThat(report.ending()).isEqualTo(new Ending.LimitExceeded(Limit.WALL));
    assertThat(report.wallTime()).isBetween(limits.wall(), limits.wall().plusSeconds(5));
  }

  @Test
  protected void namesTheMemoryLimit() {
    assertThat(sandbox.run(shell("head -c 300m /dev/zero | tail -c 299m | wc -c")).ending())
        .isEqualTo(new Ending.LimitExceeded(Limit.MEMORY));
    stillWorks();
  }

  @Test
  void measuresPeakMemory() {
    var small = sandbox.run(shell("exit 0")).peakKib();
    var large = sandbox.run(shell("head -c 64m /dev/zero | tail -c 64m >/dev/null")).peakKib();
    assertThat(large - small).isBetween(60L << 10, 80L << 10);
  }

  @Test
  void boundsProcesses() {
    var report = sandbox.run(shell("i=0; while [ $i -lt 40 ]; do sleep 1 & i=$((i+1)); done"));
    assertThat(report.stderr()).asString(UTF_8).containsIgnoringCase("fork");
    stillWorks();
  }

  @Test
  void boundsFiles() {
    var report = sandbox.run(shell("head -c 40m /dev/zero >/box/a; echo $?"));
    assertThat(report.stdout()).asString(UTF_8).isNotEqualTo("0\n");
  }

  @Test
  void keepsTheBeginningOfStderr() {
    var report = sandbox.run(shell("yes | head -c 5000 >&2"));
    assertThat(report.ending()).isEqualTo(new Ending.Exited(0));
    assertThat(report.stderr()).hasSize(1 << 10);
    assertThat(report.stderrTruncated()).isTrue();
  }

  @Test
  void transfersLargeInputAndOutput() {
    var input = new byte[900_000];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (i * 31);
    }
    assertThat(sandbox.run(shell("cat", Optional.empty(), input, limits(), false)).stdout())
        .isEqualTo(input);
    assertThat(sandbox.run(shell("exec 0<&-", Optional.empty(), input, limits(), false)).ending())
        .isEqualTo(new Ending.Exited(0));
  }

  @Test
  void setsTheRequestedEnvironmentOnly() {
    var run =
        new RunRequest(
            new RunRequest.Invocation(List.of("/usr/bin/env"), Map.of("A", "one two", "B", "$A")),
            Optional.empty(),
            NOTHING,
            limits(),
            RunRequest.Folder.EMPTY);
    assertThat(new String(sandbox.run(run).stdout(), UTF_8).lines())
        .filteredOn(line -> !line.startsWith("LIBC_FATAL_STDERR_="))
        .containsExactlyInAnyOrder("A=one two", "B=$A");
  }

  @Test
  void keepsArtifactsUnderTheirContent() {
    var files = List.of(file("b/c.txt", "two"), file("a.txt", "one"));
    var id = sandbox.store(files);
    assertThat(sandbox.store(List.of(files.get(1), files.get(0)))).isEqualTo(id);
    assertThat(id).isEqualTo(ArtifactId.of(files));
    var report = sandbox.run(with(id, "cat /app/a.txt /app/b/c.txt; chmod 777 /app; echo >/app/x"));
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("onetwo");
    assertThat(report.ending()).isNotEqualTo(new Ending.Exited(0));
  }

  @Test
  void collectsWhatARunLeaves() {
    var report =
        sandbox.run(
            collecting(
                "mkdir d; echo 'echo built' >d/tool; chmod 700 d/tool; mkfifo pipe;"
                    + " ln -s /etc/passwd link; ln -s d e; echo plain >f"));
    var tool = report.collected().orElseThrow();
    assertThat(sandbox.run(with(tool, "/app/d/tool; cat /app/f; ls /app")).stdout())
        .asString(UTF_8)
        .isEqualTo("built\nplain\nd\nf\n");
    assertThat(sandbox.run(collecting("exit 1")).collected()).isEmpty();
    assertThat(sandbox.fetch(tool, 1 << 20).orElseThrow())
        .extracting(ArtifactFile::name, ArtifactFile::executable)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("d/tool", true),
            org.assertj.core.groups.Tuple.tuple("f", false));
    assertThat(sandbox.fetch(tool, 3)).isEmpty();
    assertThat(sandbox.fetchFile(tool, "d/tool").orElseThrow().bytes())
        .asString(UTF_8)
        .isEqualTo("echo built\n");
    assertThat(sandbox.fetchFile(tool, "link")).isEmpty();
    assertThat(sandbox.fetchFile(tool, "d")).isEmpty();
    stillWorks();
  }

  /** It can be opened twice, changed and removed as any file, and is none that the run leaves. */
  @Test
  void stdinCanBeAFileOfTheWorkingFolder() {
    var script = "cat; cat 'a b' 'a b' >out; echo more >>'a b'; tail -n 1 'a b'; rm 'a b'";
    var reading = new RunRequest.Invocation(List.of("/bin/sh", "-c", script), PATH);
    var report =
        sandbox.run(
            new RunRequest(
                reading.withInputIn("a b"),
                Optional.empty(),
                "in\n".getBytes(UTF_8),
                limits(),
                RunRequest.Folder.COLLECTED));
    assertThat(report.ending()).isEqualTo(new Ending.Exited(0));
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("more\n");
    var left = report.collected().orElseThrow();
    assertThat(sandbox.fetch(left, 1 << 20).orElseThrow())
        .extracting(ArtifactFile::name)
        .containsExactly("out");
    assertThat(sandbox.fetchFile(left, "out").orElseThrow().bytes())
        .asString(UTF_8)
        .isEqualTo("in\nin\n");
  }

  @Test
  void tooManyFilesMakeNoArtifact() {
    var script = "i=0; while [ $i -le 4096 ]; do : >$i; i=$((i+1)); done";
    var enough = limits(Duration.ofSeconds(30), Duration.ofSeconds(60));
    var report = sandbox.run(shell(script, Optional.empty(), NOTHING, enough, true));
    assertThat(report.ending()).isEqualTo(new Ending.Exited(0));
    assertThat(report.collected()).isEmpty();
    stillWorks();
  }

  @Test
  void reportsAMissingArtifact() {
    for (int i = 0; i < 3; i++) { // once more than there are slots
      assertThatThrownBy(() -> sandbox.run(with(UNKNOWN, "true")))
          .isInstanceOf(ArtifactMissing.class);
    }
    assertThatThrownBy(() -> sandbox.lease(UNKNOWN)).isInstanceOf(ArtifactMissing.class);
    assertThatThrownBy(() -> sandbox.fetch(UNKNOWN, 1)).isInstanceOf(ArtifactMissing.class);
    stillWorks();
  }

  @Test
  void leasesEndOnce() {
    var id = sandbox.store(List.of(file("a", "a")));
    var first = sandbox.lease(id);
    var second = sandbox.lease(id);
    first.close();
    assertThat(sandbox.run(with(id, "cat /app/a")).stdout()).asString(UTF_8).isEqualTo("a");
    second.close();
    second.close();
    stillWorks();
  }

  @Test
  void refusesInvalidRequests() {
    assertThatThrownBy(() -> sandbox.run(shell("nul\0"))).isInstanceOf(SandboxFailure.class);
    for (String name : List.of("../up", "/a", "a/../b", "", "a//b", "n\0")) {
      assertThatThrownBy(() -> sandbox.store(List.of(file(name, ""))))
          .as(name)
          .isInstanceOf(SandboxFailure.class);
    }
    stillWorks();
  }

  @Test
  void queuesRunsForFreeSlots() throws Exception {
    var pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<RunReport>> reports = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        var run = shell("echo " + i);
        reports.add(pool.submit(() -> sandbox.run(run)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(reports.get(i).get().stdout()).asString(UTF_8).isEqualTo(i + "\n");
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aRunSeesNothingOfThePreviousOne() {
    var id = sandbox.store(List.of(file("a", "a")));
    var lease = sandbox.lease(id);
    try {
      var littering =
          "mkdir -p /box/d/e /tmp/d; echo >/box/d/e/f; echo >/tmp/d/f; echo >/tmp/.h;"
              + " echo >/dev/shm/s; chmod 0 /box/d/e /tmp/d; sleep "
              + NAP
              + " & exit 0";
      assertThat(sandbox.run(with(id, littering)).ending()).isEqualTo(new Ending.Exited(0));
      assertThat(aBoxSleeps()).isFalse();
      var looking = "find /box /tmp /dev/shm/ -mindepth 1; ls /proc | grep -c '^[0-9]'; id -u";
      var seen = new String(sandbox.run(with(id, looking)).stdout(), UTF_8).lines().toList();
      assertThat(seen).hasSize(2);
      assertThat(Integer.parseInt(seen.get(0))).isLessThan(10);
      assertThat(seen.get(1)).isNotEqualTo("0");
    } finally {
      lease.close();
    }
  }

  @Test
  void objectsOfTheKernelAreNotLeft() {
    var id = sandbox.store(List.of(file("objects.py", LeavingScript.CODE)));
    var lease = sandbox.lease(id);
    try {
      assertThat(sandbox.run(with(id, "python3 /app/objects.py leave")).stdout())
          .asString(UTF_8)
          .isEqualTo("segment, queue, semaphores, POSIX queue, POSIX memory\n");
      assertThat(sandbox.run(with(id, "python3 /app/objects.py look")).stdout())
          .asString(UTF_8)
          .isEqualTo("\n");
    } finally {
      lease.close();
    }
  }

  /** With any other limit than 1, the kernel may start what the host has for core dumps. */
  @Test
  void aCrashStartsNothingOnTheHost() {
    assertThat(sandbox.run(shell("grep core /proc/self/limits")).stdout())
        .asString(UTF_8)
        .isEqualToIgnoringWhitespace("Max core file size 1 1 bytes");
  }

  /** More often than there are slots, so that each is usable again; the best time counts. */
  @Test
  void anInterruptEndsTheRunAtOnce() throws Exception {
    var times = new ArrayList<Duration>();
    for (int i = 0; i < 5; i++) {
      times.add(interruptARun());
      stillWorks();
    }
    assertThat(Collections.min(times)).as("%s", times).isLessThan(Duration.ofMillis(100));
  }

  /** From the interrupt until neither the caller nor the box is left. */
  private Duration interruptARun() throws InterruptedException {
    var thrown = new AtomicReference<RuntimeException>();
    var runner =
        new Thread(
            () -> {
              try {
                sandbox.run(shell("exec sleep " + NAP));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    runner.start();
    await().atMost(Duration.ofSeconds(20)).until(SandboxContract::aBoxSleeps);
    var sleeper = sleeper().orElseThrow();
    long start = System.nanoTime();
    runner.interrupt();
    runner.join(10_000);
    // ProcessHandle.onExit looks at other processes than its children every 300 ms only.
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(10))
        .until(() -> !sleeper.isAlive());
    var time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(thrown.get()).isInstanceOf(SandboxUnavailable.class).hasMessage("interrupted");
    return time;
  }
}
