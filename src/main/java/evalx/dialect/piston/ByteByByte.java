package evalx.dialect.piston;

import java.io.IOException;
import java.io.InputStream;

/** A stream that makes each byte by itself, and does not hide a failure behind the ones before. */
abstract class ByteByByte extends InputStream {
  @Override
  public final int read(byte[] into, int offset, int length) throws IOException {
    var count = 0;
    while (count < length) {
      var c = read();
      if (c < 0) {
        return count == 0 ? -1 : count;
      }
      into[offset + count] = (byte) c;
      count++;
    }
    return count;
  }
}
