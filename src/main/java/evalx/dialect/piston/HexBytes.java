package evalx.dialect.piston;

import evalx.format.ByteByByte;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/** Bytes that are written as pairs of hexadecimal digits. */
final class HexBytes extends ByteByByte {
  private final InputStream digits;

  HexBytes(InputStream text) {
    this.digits = new BufferedInputStream(text);
  }

  @Override
  protected int next() throws IOException {
    var high = digits.read();
    return high < 0 ? -1 : 16 * digit(high) + digit(digits.read());
  }

  private static int digit(int letter) throws IOException {
    if (letter < 0 || !HexFormat.isHexDigit(letter)) {
      throw new IOException("not a hexadecimal digit");
    }
    return HexFormat.fromHexDigit(letter);
  }

  @Override
  public void close() throws IOException {
    digits.close();
  }
}
