package evalx.history;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What was heard, and the database has not got yet.
 *
 * @param inbox holds it for a moment
 * @param spool holds it until the database takes it
 */
record Backlog(Inbox inbox, Spool spool) {
  private static final int MAX_WAITING = 4000;
  private static final int MAX_WAITING_BYTES = 16 << 20;

  /**
   * Opens what an earlier process left, or makes it.
   *
   * @param maxSpoolBytes beside twice {@value #MAX_WAITING_BYTES} that are always taken
   * @param segmentBytes after which the spool begins another file
   */
  static Backlog open(Path folder, long maxSpoolBytes, long segmentBytes) throws IOException {
    var spool = new Spool(folder, maxSpoolBytes, segmentBytes);
    var log = new CrashLog(folder, MAX_WAITING_BYTES);
    return new Backlog(new Inbox(MAX_WAITING, MAX_WAITING_BYTES, log), spool);
  }
}
