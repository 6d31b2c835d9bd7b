package evalx.node;

import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.execution.RunLive;
import evalx.execution.SandboxNeeds;
import evalx.language.Versions;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.Submission;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives each job to the first driver that its language has proved to work with. When a driver fails
 * before the job is compiled, the next one takes it; from then on the job stays with its driver.
 */
@Singleton
public class DriverChoice {
  private static final Logger LOG = System.getLogger(DriverChoice.class.getName());

  private final List<DriverRuntime> runtimes;
  private final Capabilities node;
  private final Consumer<DriverEvent> listener;
  private final Set<DriverRuntime> present = ConcurrentHashMap.newKeySet();
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  @Inject
  DriverChoice(DriverRuntimes runtimes, Capabilities node, Event<DriverEvent> events) {
    this(runtimes.inOrder(), node, events::fire);
  }

  /**
   * @param node what works with those of the drivers that are there
   */
  DriverChoice(List<DriverRuntime> runtimes, Capabilities node, Consumer<DriverEvent> listener) {
    this.runtimes = List.copyOf(runtimes);
    this.node = node;
    this.listener = listener;
  }

  /**
   * Runs a job to its result; that of a cancelled job has the verdict {@link
   * evalx.submission.Verdict#CANCELLED}.
   *
   * @throws SandboxUnavailable when the sandbox is away: an outage
   * @throws SandboxFailure when the sandbox broke on this job: a failed attempt
   * @throws SandboxDied when the sandbox daemon ended while it ran this job's program
   */
  public Result run(Job job, RunListener listener, RunHandle handle) {
    var able = able(job.submission());
    RuntimeException first = null;
    for (int i = 0; ; i++) {
      var begun = new Begun(listener);
      try {
        return runWith(able.get(i), job, begun, handle);
      } catch (SandboxUnavailable | SandboxFailure e) {
        first = first == null ? e : first;
        if (begun.isCompiled() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (i == able.size() - 1) {
          throw first;
        }
        fallBack(job, able.get(i), able.get(i + 1), e);
      }
    }
  }

  private Result runWith(DriverRuntime runtime, Job job, RunListener listener, RunHandle handle) {
    try {
      return runtime.runSubmission().run(job, listener, handle);
    } catch (SandboxUnavailable e) {
      failed(runtime, DriverFailed.Kind.UNAVAILABLE);
      throw e;
    } catch (SandboxFailure e) {
      failed(runtime, DriverFailed.Kind.FAILED);
      throw e;
    } catch (SandboxDied e) {
      failed(runtime, DriverFailed.Kind.DIED);
      throw e;
    }
  }

  private void failed(DriverRuntime runtime, DriverFailed.Kind kind) {
    if (!Thread.currentThread().isInterrupted()) {
      listener.accept(new DriverFailed(runtime.sandbox().driver(), kind));
    }
  }

  /** Notes that the job is compiled, and passes everything on. */
  private static final class Begun implements RunListener {
    private final RunListener listener;
    private boolean compiled;

    Begun(RunListener listener) {
      this.listener = listener;
    }

    boolean isCompiled() {
      return compiled;
    }

    @Override
    public void compiled(Result.Compiled how) {
      compiled = true;
      listener.compiled(how);
    }

    @Override
    public void caseFinished(int index, CaseResult result) {
      listener.caseFinished(index, result);
    }

    @Override
    public void progressed(int finished) {
      listener.progressed(finished);
    }
  }

  /** Whether a submission can run here while its client takes part. */
  public boolean runsLive(Submission submission) {
    return live(submission).isPresent();
  }

  private Optional<DriverRuntime> live(Submission submission) {
    return working(submission.language()).stream()
        .filter(runtime -> runtime.sandbox().runsLive() && hasVersion(runtime, submission))
        .findFirst();
  }

  /**
   * Runs a program while its client takes part.
   *
   * @return how it ended; empty where it does not compile
   * @throws RuntimeException as {@link RunLive#run} does
   */
  public Optional<CaseResult> runLive(Job job, RunLive.Client client, RunHandle handle) {
    return live(job.submission())
        .orElseThrow(() -> new SandboxUnavailable("the sandbox has just gone"))
        .runLive()
        .run(job, client, handle);
  }

  /**
   * Whether the submission's language works on this node, but in no version that it asks for:
   * another node may have one.
   */
  public boolean lacksVersion(Submission submission) {
    var working = working(submission.language());
    return !working.isEmpty()
        && working.stream().noneMatch(runtime -> hasVersion(runtime, submission));
  }

  /**
   * Whether the submission's language works on this node, but with no sandbox that can do what it
   * needs: another node may have one.
   */
  public boolean lacksSandbox(Submission submission) {
    var working = working(submission.language());
    return !working.isEmpty() && working.stream().noneMatch(runtime -> isFit(runtime, submission));
  }

  private List<DriverRuntime> working(String language) {
    return runtimes.stream()
        .filter(runtime -> runtime.capabilities().version(language).isPresent())
        .toList();
  }

  /** A language that works with no driver is tried with the first, which says why. */
  private List<DriverRuntime> able(Submission submission) {
    var working = working(submission.language());
    var able = working.stream().filter(runtime -> hasVersion(runtime, submission)).toList();
    if (able.isEmpty() && !working.isEmpty()) {
      throw new SandboxUnavailable("this node no longer has the version that was asked for");
    }
    if (able.isEmpty()) {
      return runtimes.subList(0, 1);
    }
    var fit = able.stream().filter(runtime -> isFit(runtime, submission)).toList();
    return fit.isEmpty() ? able : fit;
  }

  private static boolean isFit(DriverRuntime runtime, Submission submission) {
    return SandboxNeeds.unmet(submission, runtime.sandbox()).isEmpty();
  }

  /** A version that has just gone from here is none that was asked for. */
  private static boolean hasVersion(DriverRuntime runtime, Submission submission) {
    var wanted = submission.source().version();
    return runtime.capabilities().versions().getOrDefault(submission.language(), List.of()).stream()
        .anyMatch(version -> wanted.isEmpty() || Versions.matches(version, wanted.get()));
  }

  private void fallBack(Job job, DriverRuntime from, DriverRuntime to, RuntimeException why) {
    var event = new DriverFellBack(from.sandbox().driver(), to.sandbox().driver());
    LOG.log(
        Level.WARNING,
        "{0} failed, so {1} runs job {2}: {3}",
        event.from(),
        event.to(),
        job.id(),
        why.getMessage());
    listener.accept(event);
  }

  private void note(String driver, String why) {
    if (!why.equals(failures.put(driver, why))) {
      LOG.log(Level.WARNING, "{0} does not work: {1}", driver, why);
    }
  }

  /**
   * Proves the languages with every driver, as far as that is due. What works with none of the
   * drivers that are there is not this node's; while none is, nothing changes.
   *
   * @throws SandboxUnavailable when no driver is there, which proves nothing
   */
  void prove() {
    RuntimeException first = null;
    var away = new HashSet<DriverRuntime>();
    for (var runtime : runtimes) {
      try {
        runtime.sandbox().info();
        present.add(runtime);
        runtime.proveLanguages().prove();
        failures.remove(runtime.sandbox().driver());
      } catch (SandboxUnavailable | SandboxDied | SandboxFailure e) {
        first = first == null ? e : first;
        away.add(runtime);
        note(runtime.sandbox().driver(), String.valueOf(e.getMessage()));
      }
    }
    if (first != null && away.size() == runtimes.size()) {
      throw new SandboxUnavailable(first.getMessage(), first);
    }
    present.removeAll(away);
    node.follow(there().map(DriverRuntime::capabilities).toList());
  }

  private Stream<DriverRuntime> there() {
    return runtimes.stream().filter(present::contains);
  }

  /** Why drivers did not work when they were tried last, by their names. */
  public Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  /** The exact versions of each language that works, by the drivers that are there. */
  public Map<String, Map<String, List<String>>> versions() {
    return there()
        .collect(
            Collectors.toMap(
                runtime -> runtime.sandbox().driver(),
                runtime -> runtime.capabilities().versions()));
  }

  /** Those of the drivers that are there that give programs files of the file store. */
  Set<String> fileGivers() {
    return there()
        .map(DriverRuntime::sandbox)
        .filter(Sandbox::givesFiles)
        .map(Sandbox::driver)
        .collect(Collectors.toSet());
  }

  /** With the first driver alone, as soon as languages work with it. */
  void compileCommonPrograms() {
    var runtime = runtimes.get(0);
    if (!runtime.capabilities().working().isEmpty()) {
      runtime.commonPrograms().compile();
    }
  }
}
