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

  /**
   * A program and how its compilation went.
   *
   * @param shared whether it has been given to other nodes, or is about to be
   */
  record Known(ArtifactId artifact, Result.Compiled compiled, boolean shared) {}

  private final Map<String, Known> programs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX;
        }
      };

  /** Whether it is known from now on: not if its compiler said too much. */
  synchronized boolean add(String name, Program.Ready program, boolean shared) {
    if (program.compiled().output().length() > MAX_OUTPUT) {
      return false;
    }
    programs.put(name, new Known(program.artifact(), program.compiled(), shared));
    return true;
  }

  /** Who is told that a program is not shared is the only one, and has to share it. */
  synchronized Optional<Known> find(String name) {
    var known = Optional.ofNullable(programs.get(name));
    known
        .filter(program -> !program.shared())
        .map(program -> new Known(program.artifact(), program.compiled(), true))
        .ifPresent(shared -> programs.put(name, shared));
    return known;
  }

  synchronized void forget(String name) {
    programs.remove(name);
  }
}
