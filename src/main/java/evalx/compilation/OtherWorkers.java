package evalx.compilation;

/** Whether programs that are made here may be asked for elsewhere. */
@FunctionalInterface
public interface OtherWorkers {
  /** Whether any other worker is alive, or may be. */
  boolean areAlive();
}
