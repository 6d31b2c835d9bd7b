package evalx.execution;

import evalx.cache.RunCache;
import evalx.cache.RunName;
import evalx.compilation.CacheKeys;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which runs of one job were done before, and what its other runs leave for later jobs. */
final class KnownRuns {
  /** Bytes of output that a job may leave; what goes beyond them is not kept. */
  private static final int MAX_OUTPUT = 4 << 20;

  private final RunCache cache;
  private final String driver;
  private final Optional<String> build;
  private final Map<RunName, RunReport> kept = new HashMap<>();
  private int output;

  /**
   * @param driver of the sandbox
   * @param build of the language; empty for a job whose runs must not be cached
   */
  KnownRuns(RunCache cache, String driver, Optional<String> build) {
    this.cache = cache;
    this.driver = driver;
    this.build = build;
  }

  /** The outcome of each run where it is known. */
  List<Optional<RunReport>> find(List<RunRequest> runs) {
    return build.isEmpty()
        ? runs.stream().map(run -> Optional.<RunReport>empty()).toList()
        : cache.find(runs.stream().map(this::name).toList());
  }

  /** Notes an outcome that the same run may reuse later. */
  void add(RunRequest run, RunReport report) {
    if (build.isPresent() && RunCache.keeps(report)) {
      addNamed(name(run), report);
    }
  }

  private synchronized void addNamed(RunName name, RunReport report) {
    var bytes = report.stdout().length + report.stderr().length;
    if (output + bytes <= MAX_OUTPUT) {
      output += bytes;
      kept.put(name, report);
    }
  }

  /** Keeps what was noted. */
  synchronized void write() {
    cache.put(kept);
  }

  private RunName name(RunRequest run) {
    return CacheKeys.run(run, driver, build.orElseThrow());
  }
}
