package evalx.intake;

import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.Submission;

/**
 * Runs programs whose clients take part while they run, on this node and past the queue: what is
 * lived through with a client cannot be delivered again. Nothing of such a run is kept, and it ends
 * with its client and with its node.
 */
public interface LiveRuns {
  /**
   * Begins a run.
   *
   * @param submission of one test case without stdin
   * @throws LiveRunRefused when this node cannot run it, or runs too many already
   */
  Run start(Submission submission, Client client);

  /** A run from its client's side. */
  interface Run {
    /** Adds to the program's stdin; false when too much waits that it has not read. */
    boolean write(byte[] text);

    /** Ends the program's stdin; false when too much waits before it. */
    boolean end();

    /**
     * Sends the program a signal, after what was sent before; false when too much waits before it.
     *
     * @param number from 1 to 31
     */
    boolean signal(int number);

    /** Ends it, because nobody takes part any more. */
    void cancel();
  }

  /** The client of a run. It is told one thing at a time; a run ends when its client throws. */
  interface Client {
    /**
     * The program is compiled, or is not.
     *
     * @param failed whether there is none, which is the end
     */
    void compiled(Result.Compiled how, boolean failed);

    void stdout(byte[] bytes);

    void stderr(byte[] bytes);

    /** The program has ended, which is the end. */
    void ended(CaseResult run);

    /** The run broke, which is the end. */
    void failed(RuntimeException why);
  }
}
