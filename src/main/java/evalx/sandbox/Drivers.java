package evalx.sandbox;

import evalx.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the application its sandbox. */
@ApplicationScoped
class Drivers {
  @Produces
  @Singleton
  Sandbox sandbox(Settings settings) {
    return new NativeSandbox(settings.sandboxes().socket(), settings.sandboxes().maxConcurrent());
  }

  void close(@Disposes Sandbox sandbox) {
    sandbox.close();
  }
}
