package evalx.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The sandboxes of this node, in the order in which a job tries them. */
public final class Drivers implements AutoCloseable {
  private final List<Sandbox> inOrder;

  /**
   * @param inOrder at least one
   */
  public Drivers(List<Sandbox> inOrder) {
    this.inOrder = List.copyOf(inOrder);
  }

  public List<Sandbox> inOrder() {
    return inOrder;
  }

  /**
   * What the first working sandbox offers, and why those before it do not work.
   *
   * @throws SandboxUnavailable when none works
   */
  public SandboxInfo info() {
    var lacks = new ArrayList<String>();
    for (var sandbox : inOrder) {
      try {
        var info = sandbox.info();
        lacks.addAll(info.degraded());
        return new SandboxInfo(
            info.driver(), info.version(), info.cgroup(), info.startsWarm(), lacks);
      } catch (SandboxUnavailable | SandboxFailure e) {
        lacks.add(sandbox.driver() + " does not work: " + e.getMessage());
      }
    }
    throw new SandboxUnavailable(String.join("; ", lacks));
  }

  @Override
  public void close() {
    inOrder.forEach(Sandbox::close);
  }
}
