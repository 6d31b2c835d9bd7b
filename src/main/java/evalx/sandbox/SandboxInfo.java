package evalx.sandbox;

import java.util.List;

/**
 * What the host gives a sandbox.
 *
 * @param cgroup "v2", "v1" or "none"
 * @param degraded what the host lacks and what stands in for it, a sentence each
 */
public record SandboxInfo(String driver, String version, String cgroup, List<String> degraded) {
  public SandboxInfo {
    degraded = List.copyOf(degraded);
  }
}
