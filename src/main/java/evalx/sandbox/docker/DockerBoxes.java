package evalx.sandbox.docker;

import evalx.sandbox.ArtifactId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The idle containers that wait for another run. A container is kept while its artifact is leased;
 * if there are too many, the one that has been idle longest is closed.
 */
final class DockerBoxes {
  private final int maxIdle;
  private final Deque<DockerBox> idle = new ArrayDeque<>();
  private final Map<ArtifactId, Integer> leased = new HashMap<>();
  private boolean closed;

  DockerBoxes(int maxIdle) {
    this.maxIdle = maxIdle;
  }

  synchronized void lease(ArtifactId artifact) {
    leased.merge(artifact, 1, Integer::sum);
  }

  /** Returns the containers that are no longer needed and must be closed. */
  synchronized List<DockerBox> release(ArtifactId artifact) {
    if (leased.merge(artifact, -1, Integer::sum) > 0) {
      return List.of();
    }
    leased.remove(artifact);
    var done =
        idle.stream().filter(box -> box.shape().artifact().equals(Optional.of(artifact))).toList();
    idle.removeAll(done);
    return done;
  }

  synchronized Optional<DockerBox> take(ContainerShape shape) {
    var found = idle.stream().filter(box -> box.shape().equals(shape)).findFirst();
    found.ifPresent(idle::remove);
    return found;
  }

  /** Keeps a container if it may be needed; returns those that must be closed instead. */
  synchronized List<DockerBox> keep(DockerBox box) {
    var artifact = box.shape().artifact();
    if (closed || artifact.isEmpty() || !leased.containsKey(artifact.get())) {
      return List.of(box);
    }
    idle.addLast(box);
    return idle.size() > maxIdle ? List.of(idle.removeFirst()) : List.of();
  }

  /** Keeps nothing from now on; returns all containers, which must be closed. */
  synchronized List<DockerBox> close() {
    closed = true;
    var all = Stream.of(idle.toArray(DockerBox[]::new)).toList();
    idle.clear();
    return all;
  }
}
