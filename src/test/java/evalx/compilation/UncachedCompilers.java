package evalx.compilation;

import evalx.capacity.SandboxGate;
import evalx.files.FileContents;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** What compiles every program anew, in processes that begin with it or with an interpreter. */
public final class UncachedCompilers {
  private UncachedCompilers() {}

  /** What is null is not touched while the cache is disabled. */
  @SuppressWarnings("NullAway")
  public static Compilers create(SandboxGate gate, FileContents files) {
    var cache = new ProgramCache(null, null, () -> false, "", false);
    return new Compilers(cache, gate, files, Optional.of(noServers()));
  }

  static CompileServers noServers() {
    return new CompileServers(
        task -> {
          throw new RejectedExecutionException();
        },
        0,
        Duration.ofSeconds(1));
  }
}
