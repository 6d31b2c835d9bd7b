package evalx.sandbox;

import java.io.IOException;

/**
 * The way to a program that runs. For one thread, which is another one than that of the run. Every
 * method throws an {@link IOException} once the run has ended, also when it was waiting then.
 */
public interface LiveInput {
  /** Writes to the program's stdin; waits while the program has no room for it. */
  void write(byte[] bytes) throws IOException;

  /** Ends the program's stdin. */
  void end() throws IOException;

  /**
   * Sends a signal to the program, after all that was written before.
   *
   * @param number from 1 to 31
   */
  void signal(int number) throws IOException;
}
