package evalx.execution;

/** Hears how a job gets on. */
public interface RunListener {
  /** So many of its test cases have ended. */
  void done(int count);
}
