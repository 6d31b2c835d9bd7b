package evalx.telemetry;

import evalx.config.Settings;
import evalx.node.DriverChoice;
import evalx.sandbox.Drivers;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the sandbox answers; says what the host gives it. A node that only serves has none.
 */
@Readiness
@ApplicationScoped
class SandboxReady implements HealthCheck {
  private Settings settings;
  private Drivers drivers;
  private DriverChoice choice;

  @SuppressWarnings("NullAway.Init")
  SandboxReady() {}

  @Inject
  SandboxReady(Settings settings, Drivers drivers, DriverChoice choice) {
    this.settings = settings;
    this.drivers = drivers;
    this.choice = choice;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("sandbox");
    if (!settings.role().works()) {
      return response.up().build();
    }
    try {
      var info = drivers.info();
      response.withData("driver", info.driver());
      response.withData("version", info.version());
      response.withData("cgroup", info.cgroup());
      response.withData("languages", languages());
      response.withData("degraded", String.join("; ", degraded(info)));
      if (settings.sandboxes().strict() && !info.degraded().isEmpty()) {
        return response
            .withData("reason", "SANDBOX_STRICT is set, and this host lacks something")
            .withData("remedy", "provide what \"degraded\" names, or set SANDBOX_STRICT=false")
            .down()
            .build();
      }
      return response.up().build();
    } catch (SandboxUnavailable | SandboxFailure | SandboxDied e) {
      return response
          .withData("reason", e.getMessage())
          .withData("remedy", "start the sandbox, or check SANDBOX and SANDBOX_SOCKET")
          .down()
          .build();
    }
  }

  /** What the host lacks, and the drivers that do not work: those after the working one too. */
  private List<String> degraded(SandboxInfo info) {
    var sentences = new ArrayList<>(info.degraded());
    choice
        .failures()
        .forEach(
            (driver, why) -> {
              var begin = driver + " does not work: ";
              if (sentences.stream().noneMatch(sentence -> sentence.startsWith(begin))) {
                sentences.add(begin + why);
              }
            });
    return sentences;
  }

  /** By the drivers that are there: "docker: bash c; native: bash c java". */
  private String languages() {
    return choice.versions().entrySet().stream()
        .map(
            works ->
                works.getKey() + ": " + String.join(" ", new TreeSet<>(works.getValue().keySet())))
        .sorted()
        .collect(Collectors.joining("; "));
  }
}
