package evalx.telemetry;

import evalx.queue.Listeners;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Ready while everything that takes messages has been activated by the server. */
@Singleton
final class ListenersReady implements HealthCheck {
  private static final String NAME = "listeners";
  private final Listeners listeners;

  @Inject
  ListenersReady(Listeners listeners) {
    this.listeners = listeners;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Health look() {
    var missing = listeners.missing();
    return missing.isEmpty()
        ? Health.up(NAME, Map.of())
        : Health.down(
            NAME,
            "the server has activated no listener of " + String.join(", ", missing),
            Listeners.REMEDY);
  }
}
