package evalx.sandbox.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.Ending;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spools;
import evalx.sandbox.daemon.FakeDaemon.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a broken connection to the daemon means, told by when it broke and who answers next. */
@Timeout(60)
class SlotsTest {
  private static final Peer HELLO_OF_THE_SAME = frames -> FakeDaemon.hello(frames, 1);
  private static final Peer HELLO_OF_ANOTHER = frames -> FakeDaemon.hello(frames, 2);

  /** Takes one request and ends without an answer. */
  private static final Peer BREAKS =
      frames -> {
        FakeDaemon.hello(frames, 1);
        frames.in().next();
      };

  /** Answers one run and ends. */
  private static Peer runsOnce(long instance) {
    return frames -> {
      FakeDaemon.hello(frames, instance);
      frames.in().next();
      FakeDaemon.report(frames);
    };
  }

  @TempDir private Path folder;
  private Daemon daemon;
  private Slots slots;
  private FakeDaemon fake;

  @BeforeEach
  void open() {
    daemon = new Daemon(folder.resolve("socket"));
    slots = new Slots(daemon, 1, Duration.ofMillis(50));
  }

  @AfterEach
  void close() {
    daemon.close();
    slots.close();
    if (fake != null) {
      fake.close();
    }
  }

  private void start(Peer... peers) throws IOException {
    fake = new FakeDaemon(folder.resolve("socket"), peers);
  }

  private RunReport run() {
    return slots.ask(
        connection ->
            connection.run(
                new RunRequest(
                    new RunRequest.Invocation(List.of("/bin/true"), Map.of()),
                    Optional.empty(),
                    new byte[0],
                    RunLimits.SMALL,
                    RunRequest.Folder.EMPTY),
                Spools.temporary()));
  }

  @Test
  void aRunWhoseDaemonStillAnswersHasFailed() throws IOException {
    start(BREAKS, HELLO_OF_THE_SAME);
    assertThatThrownBy(this::run).isInstanceOf(SandboxFailure.class);
  }

  @Test
  void aRunWhoseDaemonWasRestartedMayBeTheReason() throws IOException {
    start(BREAKS, HELLO_OF_ANOTHER);
    assertThatThrownBy(this::run).isInstanceOf(SandboxDied.class);
  }

  @Test
  void aRunWhoseDaemonIsGoneMayBeTheReason() throws IOException {
    start(BREAKS);
    assertThatThrownBy(this::run).isInstanceOf(SandboxDied.class);
  }

  @Test
  void theDaemonSaysWhetherItGivesFilesAndStartsWarm() throws IOException {
    start(frames -> FakeDaemon.hello(frames, 1, 1), frames -> FakeDaemon.hello(frames, 2, 2));
    assertThat(daemon.givesFiles()).isFalse();
    try (var connection = daemon.open()) {
      assertThat(daemon.givesFiles()).isTrue();
      assertThat(connection.info().startsWarm()).isFalse();
    }
    try (var connection = daemon.open()) {
      assertThat(daemon.givesFiles()).isFalse();
      assertThat(connection.info().startsWarm()).isTrue();
    }
  }

  @Test
  void otherRequestsAreNeverTheReason() throws IOException {
    start(BREAKS, HELLO_OF_ANOTHER);
    assertThatThrownBy(() -> slots.ask(connection -> connection.fetch(ArtifactId.of(List.of()), 1)))
        .isInstanceOf(SandboxUnavailable.class)
        .hasMessage("the sandbox daemon was restarted");
  }

  @Test
  void aDaemonThatIsNotThereIsAnOutage() {
    assertThatThrownBy(this::run).isInstanceOf(SandboxUnavailable.class);
  }

  @Test
  void aKeptConnectionOfADaemonThatWasRestartedIsReplaced() throws IOException {
    start(runsOnce(1), HELLO_OF_ANOTHER, runsOnce(2));
    run();
    assertThat(run().ending()).isEqualTo(new Ending.Exited(0));
  }

  @Test
  void aKeptConnectionOfADaemonThatIsGoneIsAnOutage() throws IOException {
    start(runsOnce(1));
    run();
    fake.awaitEnd();
    assertThatThrownBy(this::run).isInstanceOf(SandboxUnavailable.class);
  }

  @Test
  void aFullStoreIsAnOutageThatKeepsTheConnection() throws IOException {
    var over = new CompletableFuture<Void>();
    Peer fullAtFirst =
        frames -> {
          FakeDaemon.hello(frames, 1);
          frames.in().next();
          frames.out().begin(Frames.FULL);
          frames.out().end();
          frames.out().flush();
          FakeDaemon.report(frames); // of the next run
          over.join();
        };
    start(fullAtFirst);
    assertThatThrownBy(this::run)
        .isInstanceOf(SandboxUnavailable.class)
        .hasMessageContaining("store");
    assertThat(run().ending()).isEqualTo(new Ending.Exited(0));
    over.complete(null);
  }

  @Test
  void aLongWaitForASlotIsNoOutageWhileTheDaemonAnswers() throws IOException {
    var free = new CompletableFuture<Void>();
    var taken = new CompletableFuture<Void>();
    Peer slow =
        frames -> {
          FakeDaemon.hello(frames, 1);
          frames.in().next();
          taken.complete(null);
          free.join();
          FakeDaemon.report(frames);
        };
    start(slow, HELLO_OF_THE_SAME);
    var running = CompletableFuture.supplyAsync(this::run, FakeDaemon.THREADS);
    assertThat(taken).succeedsWithin(Duration.ofSeconds(10));
    assertThatThrownBy(this::run).isInstanceOf(SandboxFailure.class);
    free.complete(null);
    assertThat(running)
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(report -> assertThat(report.ending()).isEqualTo(new Ending.Exited(0)));
  }
}
