package evalx.sandbox;

import java.util.List;

/**
 * What a sandbox has to work with on this host.
 *
 * @param cgroup "v2", "v1" or "none"
 * @param startsWarm whether interpreters that run already may start programs
 * @param degraded what the host lacks and what replaces it, one sentence each
 */
public record SandboxInfo(
    String driver, String version, String cgroup, boolean startsWarm, List<String> degraded) {
  public SandboxInfo {
    degraded = List.copyOf(degraded);
  }
}
