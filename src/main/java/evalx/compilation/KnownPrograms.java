package evalx.compilation;

import evalx.sandbox.ArtifactId;
import evalx.submission.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which programs this node's sandbox was seen to have, by the name of their sources; the least
 * recently used is forgotten first. The sandbox may have evicted them meanwhile.
 */
final class KnownPrograms {
  private static final int MAX = 4096;

  /** Characters of compiler output; a program whose compiler said more is looked up in Redis. */
  private static final int MAX_OUTPUT = 4096;

  /** A program and how its compilation went. */
  record Known(ArtifactId artifact, Result.Compiled compiled) {}

  private final Map<String, Known> programs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX;
        }
      };

  synchronized void add(String name, Program.Ready program) {
    if (program.compiled().output().length() <= MAX_OUTPUT) {
      programs.put(name, new Known(program.artifact(), program.compiled()));
    }
  }

  synchronized Optional<Known> find(String name) {
    return Optional.ofNullable(programs.get(name));
  }

  synchronized void forget(String name) {
    programs.remove(name);
  }
}
