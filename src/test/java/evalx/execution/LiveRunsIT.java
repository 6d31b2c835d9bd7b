package evalx.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.Toolchain;
import evalx.compilation.UncachedCompilers;
import evalx.language.FakeBuilds;
import evalx.language.Languages;
import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.submission.CaseResult;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs whose clients take part, in the boxes of the real sandbox. */
class LiveRunsIT {
  private static final String UIDS = "60520-60559";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ExecutorService threads;
  private static IsolateDaemon daemon;
  private static NativeSandbox sandbox;
  private static SandboxGate gate;

  @BeforeAll
  static void start() {
    threads = Executors.newCachedThreadPool();
    daemon = new IsolateDaemon(UIDS);
    sandbox = new NativeSandbox(daemon.socket(), 2, Spools.temporary());
    gate = new SandboxGate(2, language -> 2, threads, new Waiting(Duration.ofMinutes(2)));
  }

  @AfterAll
  static void stop() {
    sandbox.close();
    daemon.close();
    threads.shutdownNow();
  }

  /** Notes what it is told. */
  private static class Told implements RunLive.Client {
    private final LiveMessages messages = new LiveMessages();
    private final List<String> out = new CopyOnWriteArrayList<>();
    private volatile boolean failed;

    @Override
    public void compiled(Result.Compiled how, boolean isFailed) {
      failed = isFailed;
    }

    @Override
    public void stdout(byte[] bytes) {
      out.add(new String(bytes, UTF_8));
    }

    @Override
    public void stderr(byte[] bytes) {
      out.add("error: " + new String(bytes, UTF_8));
    }

    @Override
    public LiveMessages messages() {
      return messages;
    }

    String output() {
      return String.join("", out);
    }

    void awaitOutput(String text) {
      await(text).atMost(PATIENCE).until(() -> output().contains(text));
    }
  }

  private static Future<Optional<CaseResult>> run(String code, Told client, RunHandle handle) {
    var submission =
        new Submission(
            new Submission.Source(
                "python",
                Optional.empty(),
                List.of(new SourceFile("main.py", code.getBytes(UTF_8))),
                List.of()),
            List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
            new Limits(Duration.ofSeconds(10), PATIENCE, 64L << 20),
            new Submission.Judging(new Checker.Lines(), false),
            new Submission.Handling(Encoding.UTF8, 5, false),
            List.of());
    var toolchain = new Toolchain(sandbox, new FakeBuilds());
    var worker = UncachedWorker.create(gate, Clock.systemUTC());
    var live =
        new RunLive(
            new Languages(),
            toolchain,
            UncachedCompilers.create(gate, worker.files()).with(toolchain),
            worker);
    var job = new Job(SubmissionId.random(), submission, Instant.now(), 1);
    return threads.submit(() -> live.run(job, client, handle));
  }

  private static CaseResult ended(Future<Optional<CaseResult>> run) throws Exception {
    return run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).orElseThrow();
  }

  @Test
  void aClientTalksToItsProgram() throws Exception {
    var client = new Told();
    var run =
        run(
            "for i in range(3): print(i, input(), flush=True)\nprint(open(0).read())",
            client,
            new RunHandle());
    for (int i = 0; i < 3; i++) {
      client.messages().write(("line " + i + "\n").getBytes(UTF_8));
      client.awaitOutput(i + " line " + i + "\n");
    }
    client.messages().write("rest".getBytes(UTF_8));
    client.messages().end();

    assertThat(ended(run).verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(client.output()).endsWith("rest\n");
    await().atMost(PATIENCE).until(gate::isIdle);
  }

  @Test
  void aSignalEndsIt() throws Exception {
    var client = new Told();
    var run = run("import time\nprint('go', flush=True)\ntime.sleep(100)", client, new RunHandle());
    client.awaitOutput("go");
    client.messages().signal(15);
    assertThat(ended(run).exit().signal()).contains("SIGTERM");
  }

  @Test
  void inputThatNobodyReadsKeepsNoRunFromItsEnd() throws Exception {
    var client = new Told();
    var run = run("print('go', flush=True)\nimport time\ntime.sleep(1)", client, new RunHandle());
    for (int i = 0; i < 15; i++) {
      client.messages().write(new byte[60_000]);
    }
    assertThat(ended(run).verdict()).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void whatDoesNotCompileDoesNotRun() throws Exception {
    var client = new Told();
    var run = run("print(", client, new RunHandle());
    assertThat(run.get()).isEmpty();
    assertThat(client.failed).isTrue();
  }

  @Test
  void aRunEndsWhenItsClientThrows() {
    var client =
        new Told() {
          @Override
          public void stdout(byte[] bytes) {
            throw new IllegalStateException("takes no more");
          }
        };
    var run = run("print('go', flush=True)\nimport time\ntime.sleep(100)", client, new RunHandle());
    assertThatThrownBy(() -> ended(run)).hasRootCauseMessage("takes no more");
    await().atMost(PATIENCE).until(gate::isIdle);
  }

  @Test
  void aRunEndsWhenItIsCancelled() {
    var client = new Told();
    var handle = new RunHandle();
    var run = run("print('go', flush=True)\nimport time\ntime.sleep(100)", client, handle);
    client.awaitOutput("go");
    handle.cancel();
    assertThatThrownBy(() -> ended(run)).isInstanceOf(ExecutionException.class);
    await().atMost(PATIENCE).until(gate::isIdle);
  }
}
