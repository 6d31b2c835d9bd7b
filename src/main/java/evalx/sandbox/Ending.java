package evalx.sandbox;

/** How a run ended. Limits are the sandbox's own finding, never read from an exit code. */
public sealed interface Ending {
  /** It exited by itself with this code, 0 to 255. */
  record Exited(int code) implements Ending {}

  /** A signal ended it. */
  record Signalled(int signal) implements Ending {}

  /** It went over a limit; where it went over several, the first in the order of {@link Limit}. */
  record LimitExceeded(Limit limit) implements Ending {}

  /**
   * The kernel refused to execute its command.
   *
   * @param reason such as "Permission denied"
   */
  record NotStarted(String reason) implements Ending {}
}
