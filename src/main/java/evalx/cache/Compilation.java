package evalx.cache;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import java.time.Duration;
import java.util.List;

/** What a compiler made of some sources. */
public sealed interface Compilation {
  /** CPU time of the compiler. */
  Duration time();

  /** What the compiler printed. */
  String output();

  /**
   * A program.
   *
   * @param artifact the name of its files
   */
  record Program(ArtifactId artifact, List<ArtifactFile> files, Duration time, String output)
      implements Compilation {
    public Program {
      files = List.copyOf(files);
    }
  }

  /** Nothing: the sources are no program. */
  record Rejected(String message, Duration time, String output) implements Compilation {}
}
