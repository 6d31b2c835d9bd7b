package evalx.execution;

import evalx.compilation.CompileOnce;
import evalx.compilation.Program;
import evalx.compilation.Toolchain;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.LiveInput;
import evalx.sandbox.LivePeer;
import evalx.sandbox.SandboxFailure;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.verdict.Check;
import evalx.verdict.Judge;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Compiles a program, and runs it once while its client takes part. It has a permit of the gate
 * like any other run, but is no job: it is in no queue, and nothing of it is kept.
 */
public final class RunLive {
  private static final Duration PACE = Duration.ofMillis(100);

  private final Languages languages;
  private final Toolchain toolchain;
  private final CompileOnce compileOnce;
  private final WorkerContext worker;
  private final StoredSources storedSources;

  public RunLive(
      Languages languages, Toolchain toolchain, CompileOnce compileOnce, WorkerContext worker) {
    this.languages = languages;
    this.toolchain = toolchain;
    this.compileOnce = compileOnce;
    this.worker = worker;
    this.storedSources = new StoredSources(languages, worker.files());
  }

  /** Who takes part. */
  public interface Client {
    /**
     * The program is compiled, or is not.
     *
     * @param failed whether there is none
     */
    void compiled(Result.Compiled how, boolean failed);

    void stdout(byte[] bytes);

    void stderr(byte[] bytes);

    /** What the program is sent, for as long as it runs. */
    LiveMessages messages();
  }

  /**
   * Compiles and runs a program, which has one test case without stdin.
   *
   * @return how it ended; empty where it does not compile
   * @throws evalx.sandbox.SandboxUnavailable when the sandbox is away
   * @throws SandboxFailure when the sandbox broke, or the thread was interrupted
   */
  public Optional<CaseResult> run(Job job, Client client, RunHandle handle) {
    var submission = job.submission();
    var known = languages.find(submission.language()).orElseThrow();
    var language = toolchain.choose(known, submission.source());
    return handle.interrupting(() -> compiledAndRun(storedSources.read(job), language, client));
  }

  private Optional<CaseResult> compiledAndRun(Job job, Language language, Client client) {
    try (var program = compileOnce.program(job, language)) {
      var ready = program instanceof Program.Ready;
      client.compiled(program.compiled(), !ready);
      return program instanceof Program.Ready made
          ? Optional.of(run(job, language, made, client))
          : Optional.empty();
    }
  }

  private CaseResult run(Job job, Language language, Program.Ready program, Client client) {
    var testCase = job.submission().testCases().get(0);
    var request =
        new CaseRequests(job.submission(), language, worker, false)
            .of(program.artifact(), testCase);
    var peer = new Peer(client);
    var runs = worker.gate().group(language.id(), job.id());
    try {
      var report = runs.submit(() -> toolchain.live(language, request, peer));
      runs.await(CompletableFuture.anyOf(peer.begun, report), PACE, () -> {});
      if (peer.begun.isDone()) {
        client.messages().send(peer.begun.join(), report);
      }
      var memory = job.submission().limits(testCase).memory();
      return new Judge(language, Check.nothing())
          .judge(testCase, memory, runs.await(report, PACE, () -> {}));
    } finally {
      runs.cancel();
    }
  }

  /** On the thread of the run. */
  private static final class Peer implements LivePeer {
    private final Client client;
    private final CompletableFuture<LiveInput> begun = new CompletableFuture<>();

    Peer(Client client) {
      this.client = client;
    }

    @Override
    public void begun(LiveInput input) {
      begun.complete(input);
    }

    @Override
    public void stdout(byte[] bytes) {
      client.stdout(bytes);
    }

    @Override
    public void stderr(byte[] bytes) {
      client.stderr(bytes);
    }
  }
}
