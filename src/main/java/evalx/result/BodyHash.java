package evalx.result;

import evalx.submission.Sha256;

/** The hash by which two messages of one token are told apart. */
public final class BodyHash {
  private BodyHash() {}

  /** SHA-256 in hexadecimal. */
  public static String of(byte[] body) {
    return Sha256.hex(body);
  }
}
