package evalx.telemetry;

import evalx.config.Settings;
import evalx.sandbox.Drivers;
import evalx.sandbox.Sandbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.ToLongFunction;

/** How the programs of this node were started, looked at whenever the metrics are read. */
@Singleton
final class StartCounters {
  private final Metrics metrics;
  private final Settings settings;
  private final Drivers drivers;

  @Inject
  StartCounters(Metrics metrics, Settings settings, Drivers drivers) {
    this.metrics = metrics;
    this.settings = settings;
    this.drivers = drivers;
  }

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    if (settings.node().role().works()) {
      metrics.counter(
          "evalx_warm_starts",
          "Programs started by an interpreter that was running already",
          () -> sum(Sandbox.Starts::warm));
      metrics.counter(
          "evalx_cold_starts",
          "Programs of the native driver that started by themselves, compilers too",
          () -> sum(Sandbox.Starts::cold));
    }
  }

  private long sum(ToLongFunction<Sandbox.Starts> part) {
    return drivers.inOrder().stream().map(Sandbox::starts).mapToLong(part).sum();
  }
}
