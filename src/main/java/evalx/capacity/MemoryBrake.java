package evalx.capacity;

import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.DoubleSupplier;

/**
 * Lets fewer programs run at a time while memory is short: all of them up to 80 % of use, one at 95
 * %, evenly fewer in between. It brakes at once and releases one program at a time.
 */
@Singleton
public class MemoryBrake {
  private static final double FREE = 0.80;
  private static final double FULL = 0.95;
  private static final Logger LOG = System.getLogger(MemoryBrake.class.getName());

  private final SandboxGate gate;
  private final int max;
  private final DoubleSupplier use;
  private int allowed;

  @Inject
  MemoryBrake(SandboxGate gate, Settings settings) {
    this(gate, settings.runs().sandboxes().maxConcurrent(), new MemoryUse()::share);
  }

  MemoryBrake(SandboxGate gate, int max, DoubleSupplier use) {
    this.gate = gate;
    this.max = max;
    this.use = use;
    this.allowed = max;
  }

  /** Adjusts the number once; call it every second. */
  public void adjust() {
    var share = use.getAsDouble();
    var next = Math.min(allowed + 1, target(share));
    if (next < allowed && allowed == max) {
      LOG.log(
          Level.WARNING,
          "{0} % of the memory is in use; fewer programs run at a time",
          Math.round(share * 100));
    } else if (next == max && allowed < max) {
      LOG.log(Level.INFO, "Memory allows {0} programs at a time again", max);
    }
    allowed = next;
    gate.allow(next);
  }

  private int target(double share) {
    var left = Math.min(1, Math.max(0, (FULL - share) / (FULL - FREE)));
    return Math.max(1, (int) Math.round(max * left));
  }
}
