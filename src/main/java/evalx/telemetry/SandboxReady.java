package evalx.telemetry;

import evalx.config.Settings;
import evalx.node.ProvedDrivers;
import evalx.sandbox.Drivers;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Ready while the sandbox answers; says what the host gives it. A node that only serves has none.
 */
@Singleton
final class SandboxReady implements HealthCheck {
  private final Settings settings;
  private final Drivers drivers;
  private final ProvedDrivers proved;

  @Inject
  SandboxReady(Settings settings, Drivers drivers, ProvedDrivers proved) {
    this.settings = settings;
    this.drivers = drivers;
    this.proved = proved;
  }

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public Health look() {
    if (!settings.node().role().works()) {
      return Health.up(Map.of());
    }
    try {
      return look(drivers.info());
    } catch (SandboxUnavailable | SandboxFailure | SandboxDied e) {
      return Health.down(
          String.valueOf(e.getMessage()), "start the sandbox, or check SANDBOX and SANDBOX_SOCKET");
    }
  }

  private Health look(SandboxInfo info) {
    var data = new LinkedHashMap<String, Object>();
    data.put("driver", info.driver());
    data.put("version", info.version());
    data.put("cgroup", info.cgroup());
    if (settings.runs().sandboxes().warm().programs()) {
      data.put("warm_starts", info.startsWarm());
    }
    data.put("languages", languages());
    data.put("degraded", String.join("; ", degraded(info)));
    return settings.runs().sandboxes().strict() && !info.degraded().isEmpty()
        ? Health.down(
            data,
            "SANDBOX_STRICT is set, and this host lacks something",
            "provide what \"degraded\" names, or set SANDBOX_STRICT=false")
        : Health.up(data);
  }

  /** What the host lacks, and the drivers that do not work: those after the working one too. */
  private List<String> degraded(SandboxInfo info) {
    var sentences = new ArrayList<>(info.degraded());
    proved
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
    return proved.versions().entrySet().stream()
        .map(
            works ->
                works.getKey() + ": " + String.join(" ", new TreeSet<>(works.getValue().keySet())))
        .sorted()
        .collect(Collectors.joining("; "));
  }
}
