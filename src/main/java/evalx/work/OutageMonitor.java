package evalx.work;

import java.util.Optional;

/** Knows whether what jobs need is there. */
interface OutageMonitor {
  /** What is away, as it was a second ago at most. */
  Optional<String> current();

  /** What is away now: found out after this call began. */
  Optional<String> lookNow();
}
