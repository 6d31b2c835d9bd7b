package evalx.work;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The suspects that run on this node, beside all other jobs. What one of them could bring down is
 * this node's, so each node has its own.
 */
@Singleton
class Suspects {
  /** Of each that runs, how many may until it ends. */
  private final List<Integer> groups = new ArrayList<>();

  /**
   * Lets a suspect run unless there would be more than it, or one that runs already, may be among.
   *
   * @param group how many may run until it ends, itself included
   * @return whether it may run now; {@link #leave} must follow then
   */
  synchronized boolean tryEnter(int group) {
    var max = groups.isEmpty() ? group : Math.min(group, Collections.min(groups));
    return groups.size() < max && groups.add(group);
  }

  synchronized void leave(int group) {
    groups.remove((Integer) group);
  }
}
