package evalx.node;

import evalx.cache.ArtifactCache;
import evalx.cache.RunCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.SharePrograms;
import evalx.config.Settings;
import evalx.execution.Progress;
import evalx.language.Languages;
import evalx.sandbox.Drivers;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives each job to the first driver that its language has proved to work with. A driver that fails
 * before the job's first test case is passed over for this job; from then on the job is its own.
 */
@Singleton
public class Lanes {
  private static final Logger LOG = System.getLogger(Lanes.class.getName());

  private final List<Lane> lanes;
  private final Capabilities node;
  private final Consumer<DriverFellBack> listener;
  private final Set<Lane> present = ConcurrentHashMap.newKeySet();
  private final Map<String, String> said = new ConcurrentHashMap<>();

  @Inject
  Lanes(
      Drivers drivers,
      Capabilities capabilities,
      Languages languages,
      ArtifactCache artifacts,
      SharePrograms share,
      RunCache runs,
      SandboxGate gate,
      Waiting waiting,
      Settings settings,
      Event<DriverFellBack> fellBack) {
    this(
        drivers.inOrder().stream()
            .map(
                sandbox ->
                    Lane.of(
                        sandbox,
                        capabilities,
                        languages,
                        artifacts,
                        share,
                        runs,
                        gate,
                        waiting,
                        settings))
            .toList(),
        capabilities,
        fellBack::fire);
  }

  /**
   * @param node what works with those of the drivers that are there
   */
  Lanes(List<Lane> lanes, Capabilities node, Consumer<DriverFellBack> listener) {
    this.lanes = List.copyOf(lanes);
    this.node = node;
    this.listener = listener;
  }

  /**
   * Runs a job to its result.
   *
   * @throws SandboxUnavailable when the sandbox is away: an outage
   * @throws SandboxFailure when the sandbox broke on this job: a failed attempt
   * @throws SandboxDied when the sandbox daemon ended while it ran this job's program
   */
  public Result run(Job job, Progress progress) {
    var able = able(job.submission());
    RuntimeException first = null;
    for (int i = 0; ; i++) {
      var begun = new AtomicBoolean();
      try {
        return able.get(i).runSubmission().run(job, progress, () -> begun.set(true));
      } catch (SandboxUnavailable | SandboxFailure e) {
        first = first == null ? e : first;
        if (begun.get() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (i == able.size() - 1) {
          throw first;
        }
        passOver(job, able.get(i), able.get(i + 1), e);
      }
    }
  }

  /**
   * Whether the submission's language works on this node, but in no version that it asks for:
   * another node may have one.
   */
  public boolean lacksVersion(Submission submission) {
    var working = working(submission.language());
    return !working.isEmpty() && working.stream().noneMatch(lane -> hasVersion(lane, submission));
  }

  private List<Lane> working(String language) {
    return lanes.stream()
        .filter(lane -> lane.capabilities().version(language).isPresent())
        .toList();
  }

  /** A language that works with no driver is tried with the first, which says why. */
  private List<Lane> able(Submission submission) {
    var working = working(submission.language());
    var able = working.stream().filter(lane -> hasVersion(lane, submission)).toList();
    if (able.isEmpty() && !working.isEmpty()) {
      throw new SandboxUnavailable("the version that was asked for has just gone from this node");
    }
    return able.isEmpty() ? lanes.subList(0, 1) : able;
  }

  private static boolean hasVersion(Lane lane, Submission submission) {
    var version = lane.capabilities().version(submission.language()).orElseThrow();
    return submission
        .source()
        .version()
        .map(wanted -> Offer.isVersion(version, wanted))
        .orElse(true);
  }

  private void passOver(Job job, Lane from, Lane to, RuntimeException why) {
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

  private void sayOnce(String driver, String why) {
    if (!why.equals(said.put(driver, why))) {
      LOG.log(Level.WARNING, "{0} does not work: {1}", driver, why);
    }
  }

  /**
   * Proves every language with every driver, as far as it has not proved to work yet. What works
   * with none of those that are there is not this node's; while none is, nothing changes.
   *
   * @throws SandboxUnavailable when no driver is there, which proves nothing
   */
  void prove() {
    RuntimeException first = null;
    var away = new HashSet<Lane>();
    for (var lane : lanes) {
      try {
        lane.sandbox().info();
        present.add(lane);
        lane.proveLanguages().prove();
      } catch (SandboxUnavailable | SandboxDied | SandboxFailure e) {
        first = first == null ? e : first;
        away.add(lane);
        sayOnce(lane.sandbox().driver(), e.getMessage());
      }
    }
    if (away.size() == lanes.size()) {
      throw new SandboxUnavailable(first.getMessage(), first);
    }
    present.removeAll(away);
    node.follow(there().map(Lane::capabilities).toList());
  }

  private Stream<Lane> there() {
    return lanes.stream().filter(present::contains);
  }

  /** The exact version of each language that works, by the drivers that are there. */
  public Map<String, Map<String, String>> versions() {
    return there()
        .collect(
            Collectors.toMap(
                lane -> lane.sandbox().driver(), lane -> lane.capabilities().versions()));
  }

  /** With the first driver alone, as soon as languages work with it. */
  void compileCommonPrograms() {
    var lane = lanes.get(0);
    if (!lane.capabilities().working().isEmpty()) {
      lane.commonPrograms().compile();
    }
  }
}
