package evalx.work;

import java.util.Optional;

/** Looks whether what jobs need is there. */
interface OutageProbe {
  /** What is away, if anything is. */
  Optional<String> look();
}
