package evalx.telemetry;

import evalx.node.Draining;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Ready until this node is told to end. */
@Singleton
final class NodeReady implements HealthCheck {
  private final Draining draining;

  @Inject
  NodeReady(Draining draining) {
    this.draining = draining;
  }

  @Override
  public String name() {
    return "node";
  }

  @Override
  public Health look() {
    return draining.hasBegun()
        ? Health.down(
            "this node was told to end: it takes no more jobs, and ends when those in hand have",
            "send requests to another node, or start it again")
        : Health.up(Map.of());
  }
}
