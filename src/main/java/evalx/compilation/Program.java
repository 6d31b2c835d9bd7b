package evalx.compilation;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.Lease;
import evalx.submission.Result;
import java.time.Duration;
import java.util.Optional;

/** What became of a submission's sources. */
public sealed interface Program extends AutoCloseable {
  /** What the compiler took and said. */
  Result.Compiled compiled();

  /** Why there is no program; empty where there is one. */
  Optional<String> rejection();

  /** Gives up what this holds. */
  @Override
  void close();

  /** It can be run for as long as the lease is kept. */
  record Ready(ArtifactId artifact, Lease lease, Result.Compiled compiled) implements Program {
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
   * @param cause how far the same can be expected of another compilation
   */
  record Rejected(String message, Cause cause, Result.Compiled compiled) implements Program {
    @Override
    public Optional<String> rejection() {
      return Optional.of(message);
    }

    @Override
    public void close() {
      // It holds nothing.
    }

    Rejected fromCache() {
      return new Rejected(
          message, cause, new Result.Compiled(compiled.time(), compiled.output(), true));
    }
  }

  /** Why there is no program. */
  enum Cause {
    /** The compiler says that the sources are wrong. */
    SOURCES(Optional.of(Duration.ofMinutes(1))),
    /** A limit or a signal ended the compiler, which may be due to this moment. */
    CUT(Optional.of(Duration.ofSeconds(10))),
    /** The compiler ended in another way: it may be broken itself. */
    UNCLEAR(Optional.empty());

    private final Optional<Duration> sharedFor;

    Cause(Optional<Duration> sharedFor) {
      this.sharedFor = sharedFor;
    }

    /**
     * How long the same answer is given to those who send the same sources, on all nodes; empty:
     * not at all. Even a clear error may be due to a moment in which a package is exchanged.
     */
    Optional<Duration> sharedFor() {
      return sharedFor;
    }
  }
}
