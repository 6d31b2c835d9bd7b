package evalx.telemetry;

import evalx.queue.Listeners;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Ready while everything that takes messages has been activated by the server. */
@Singleton
final class ListenersReady implements HealthCheck {
  private final Listeners listeners;

  @Inject
  ListenersReady(Listeners listeners) {
    this.listeners = listeners;
  }

  @Override
  public String name() {
    return "listeners";
  }

  @Override
  public Health look() {
    var missing = listeners.missing();
    return missing.isEmpty()
        ? Health.up(Map.of())
        : Health.down(
            "the server has activated no listener of " + String.join(", ", missing),
            Listeners.REMEDY);
  }
}
