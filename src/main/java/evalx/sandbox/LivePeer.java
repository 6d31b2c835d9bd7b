package evalx.sandbox;

/**
 * Takes part in a run while it goes on. It is called on the thread of the run, one call at a time.
 * One that takes its time keeps no program from writing: the sandbox holds the output meanwhile. A
 * run ends when its peer throws.
 */
public interface LivePeer {
  /** The program may be written to from now on, until it ends. */
  void begun(LiveInput input);

  /** The next bytes that the program has written to stdout. */
  void stdout(byte[] bytes);

  /** The next bytes that the program has written to stderr. */
  void stderr(byte[] bytes);
}
