package evalx.execution;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.Lease;
import java.time.Duration;

/** What became of a submission's sources. */
sealed interface Program {
  /** CPU time of the compiler. */
  Duration compileTime();

  /** What the compiler printed. */
  String output();

  /** It can be run for as long as the lease is kept. */
  record Ready(ArtifactId artifact, Lease lease, Duration compileTime, String output)
      implements Program, AutoCloseable {
    @Override
    public void close() {
      lease.close();
    }
  }

  /** It does not compile. */
  record Rejected(String message, Duration compileTime, String output) implements Program {}
}
