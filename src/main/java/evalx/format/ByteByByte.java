package evalx.format;

import java.io.IOException;
import java.io.InputStream;

/** A stream of bytes made one by one, in which no failure hides behind the ones before. */
public abstract class ByteByByte extends InputStream {
  /** Makes the next one; below 0 at the end. */
  protected abstract int next() throws IOException;

  @Override
  public final int read() throws IOException {
    return next();
  }

  @Override
  public final int read(byte[] into, int offset, int length) throws IOException {
    var count = 0;
    while (count < length) {
      var c = next();
      if (c < 0) {
        return count == 0 ? -1 : count;
      }
      into[offset + count] = (byte) c;
      count++;
    }
    return count;
  }
}
