package evalx.sandbox.daemon;

import java.security.SecureRandom;

/**
 * By which two slots find each other to join their runs.
 *
 * @param name of this pair alone
 * @param listens one of the two does, the other one connects to it
 */
record Joint(byte[] name, boolean listens) {
  private static final int NAME_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  static Joint random() {
    var name = new byte[NAME_BYTES];
    RANDOM.nextBytes(name);
    return new Joint(name, true);
  }

  Joint other() {
    return new Joint(name, !listens);
  }
}
