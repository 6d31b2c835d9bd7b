package evalx.work;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names a failure for a client, who must not read its details, and for the log, which has them. */
final class Incident {
  private Incident() {}

  /** Eight hexadecimal digits. */
  static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }
}
