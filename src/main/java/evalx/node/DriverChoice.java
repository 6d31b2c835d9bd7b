package evalx.node;

import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.execution.RunLive;
import evalx.language.Versions;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SandboxNeed;
import evalx.submission.Submission;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Gives each job to the first driver that its language has proved to work with. When a driver fails
 * before the job is compiled, the next one takes it; from then on the job stays with its driver.
 */
@Singleton
public class DriverChoice {
  private static final Logger LOG = System.getLogger(DriverChoice.class.getName());

  private final List<DriverRuntime> runtimes;
  private final Consumer<DriverEvent> listener;

  @Inject
  DriverChoice(DriverRuntimes runtimes, Event<DriverEvent> events) {
    this(runtimes.inOrder(), events::fire);
  }

  DriverChoice(List<DriverRuntime> runtimes, Consumer<DriverEvent> listener) {
    this.runtimes = List.copyOf(runtimes);
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
        .filter(runtime -> runtime.sandbox().runsLive() && hasVersion(runtime, submission.source()))
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
        && working.stream().noneMatch(runtime -> hasVersion(runtime, submission.source()));
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
    var able =
        working.stream().filter(runtime -> hasVersion(runtime, submission.source())).toList();
    if (able.isEmpty() && !working.isEmpty()) {
      throw new SandboxUnavailable("this node no longer has the version that was asked for");
    }
    if (able.isEmpty()) {
      return runtimes.subList(0, 1);
    }
    var fit = thoseOr(able, runtime -> isFit(runtime, submission));
    return thoseOr(fit, runtime -> hasAllVersions(runtime, submission));
  }

  /** Those that are wanted, or all where there are none. */
  private static List<DriverRuntime> thoseOr(
      List<DriverRuntime> all, Predicate<DriverRuntime> wanted) {
    var those = all.stream().filter(wanted).toList();
    return those.isEmpty() ? all : those;
  }

  private static boolean isFit(DriverRuntime runtime, Submission submission) {
    return SandboxNeed.of(submission).stream().allMatch(runtime.sandbox()::meets);
  }

  private static boolean hasAllVersions(DriverRuntime runtime, Submission submission) {
    return submission.sources().stream().allMatch(source -> hasVersion(runtime, source));
  }

  /** A version that has just gone from here is none that was asked for. */
  private static boolean hasVersion(DriverRuntime runtime, Submission.Source source) {
    var wanted = source.version();
    return runtime.capabilities().versions().getOrDefault(source.language(), List.of()).stream()
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
}
