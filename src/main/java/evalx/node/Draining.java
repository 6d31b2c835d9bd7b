package evalx.node;

import jakarta.inject.Singleton;

/** Whether this node was told to end: it takes no more jobs, and says that it is not ready. */
@Singleton
public class Draining {
  private volatile boolean begun;

  /** There is no way back. */
  public void begin() {
    begun = true;
  }

  public boolean hasBegun() {
    return begun;
  }
}
