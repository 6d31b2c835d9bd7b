package evalx.dialect.piston;

import java.io.IOException;
import java.io.InputStream;

/** A stream of bytes made one by one, in which no failure hides behind the ones before. */
final class ByteByByte extends InputStream {
  private final InputStream in;
  private final Source source;

  /** Makes the bytes. */
  interface Source {
    /** The next one; below 0 at the end. */
    int next() throws IOException;
  }

  /**
   * @param in of which they are made, and which is closed with them
   */
  ByteByByte(InputStream in, Source source) {
    this.in = in;
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return source.next();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var count = 0;
    while (count < length) {
      var c = source.next();
      if (c < 0) {
        return count == 0 ? -1 : count;
      }
      into[offset + count] = (byte) c;
      count++;
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
