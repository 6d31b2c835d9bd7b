package evalx.sandbox;

/**
 * How a run ended. Exceeded limits are measured by the sandbox, never inferred from an exit code.
 */
public sealed interface Ending {
  /** The program exited with this code, 0 to 255. */
  record Exited(int code) implements Ending {}

  /** A signal killed the program. */
  record Signalled(int signal) implements Ending {}

  /** The run exceeded a limit; if several, the first in the order of {@link Limit}. */
  record LimitExceeded(Limit limit) implements Ending {}

  /**
   * The kernel refused to execute the command.
   *
   * @param reason such as "Permission denied"
   */
  record NotStarted(String reason) implements Ending {}
}
