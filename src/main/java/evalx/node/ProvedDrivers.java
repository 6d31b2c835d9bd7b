package evalx.node;

import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.SandboxNeed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which drivers of this node are there, and what has proved to work with them. */
@Singleton
public class ProvedDrivers {
  private static final Logger LOG = System.getLogger(ProvedDrivers.class.getName());

  private final List<DriverRuntime> runtimes;
  private final Capabilities node;
  private final Set<DriverRuntime> present = ConcurrentHashMap.newKeySet();
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  @Inject
  ProvedDrivers(DriverRuntimes runtimes, Capabilities node) {
    this(runtimes.inOrder(), node);
  }

  /**
   * @param node what works with those of the drivers that are there
   */
  ProvedDrivers(List<DriverRuntime> runtimes, Capabilities node) {
    this.runtimes = List.copyOf(runtimes);
    this.node = node;
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
        works(runtime.sandbox().driver());
      } catch (SandboxUnavailable | SandboxDied | SandboxFailure e) {
        first = first == null ? e : first;
        away.add(runtime);
        fails(runtime.sandbox().driver(), String.valueOf(e.getMessage()));
      }
    }
    if (first != null && away.size() == runtimes.size()) {
      throw new SandboxUnavailable(first.getMessage(), first);
    }
    present.removeAll(away);
    node.follow(there().map(DriverRuntime::capabilities).toList());
  }

  private void works(String driver) {
    if (failures.remove(driver) != null) {
      LOG.log(Level.INFO, "{0} works now", driver);
    }
  }

  private void fails(String driver, String why) {
    if (!why.equals(failures.put(driver, why))) {
      LOG.log(Level.WARNING, "{0} does not work: {1}", driver, why);
    }
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
        .filter(sandbox -> sandbox.meets(SandboxNeed.STORED_DATA))
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
