package evalx.telemetry;

import java.util.Set;

/** Looks at one part of this node. Must answer within seconds, whatever is away. */
interface HealthCheck {
  Health look();

  /** Of the part. */
  String name();

  /** The questions that its answer counts for. */
  default Set<Probe> probes() {
    return Set.of(Probe.READY);
  }
}
