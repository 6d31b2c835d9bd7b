package evalx.work;

/** The hold on a run that is under way. */
interface RunHandle {
  /**
   * Ends the run soon: test cases that have not begun are skipped, running boxes are killed. Does
   * nothing once it has ended.
   */
  void cancel();
}
