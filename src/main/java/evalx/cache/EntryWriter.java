package evalx.cache;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Writes the parts of an entry, for {@link EntryReader}. */
final class EntryWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  EntryWriter(int format) {
    number(format);
  }

  EntryWriter number(int number) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    return this;
  }

  EntryWriter flag(boolean flag) {
    return number(flag ? 1 : 0);
  }

  EntryWriter kib(long kib) {
    return large(kib);
  }

  EntryWriter time(Duration time) {
    return large(time.toNanos());
  }

  private EntryWriter large(long number) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    return this;
  }

  EntryWriter bytes(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  EntryWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] entry() {
    return out.toByteArray();
  }
}
