package evalx.sandbox;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that are too many for the heap: they are read as a stream, and as often as needed. */
public interface Content {
  /** 64 lower-case hexadecimal digits. */
  String sha256();

  long size();

  InputStream open() throws IOException;
}
