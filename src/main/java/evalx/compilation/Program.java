package evalx.compilation;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.Lease;
import java.time.Duration;
import java.util.Optional;

/** What became of a submission's sources. */
public sealed interface Program {
  /** CPU time of the compiler, whenever it ran. */
  Duration compileTime();

  /** What the compiler printed. */
  String output();

  /** Whether it was compiled for another submission. */
  boolean cached();

  /** Why there is no program; empty where there is one. */
  Optional<String> rejection();

  /** It can be run for as long as the lease is kept. */
  record Ready(
      ArtifactId artifact, Lease lease, Duration compileTime, String output, boolean cached)
      implements Program, AutoCloseable {
    @Override
    public Optional<String> rejection() {
      return Optional.empty();
    }

    @Override
    public void close() {
      lease.close();
    }
  }

  /**
   * It does not compile.
   *
   * @param cut whether a limit or a signal stopped the compiler, which may be due to this moment
   */
  record Rejected(String message, boolean cut, Duration compileTime, String output, boolean cached)
      implements Program {
    @Override
    public Optional<String> rejection() {
      return Optional.of(message);
    }

    Rejected fromCache() {
      return new Rejected(message, cut, compileTime, output, true);
    }
  }
}
