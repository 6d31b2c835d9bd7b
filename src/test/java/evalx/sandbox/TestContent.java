package evalx.sandbox;

import evalx.submission.Sha256;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Content that counts how often it is read. */
public record TestContent(byte[] bytes, AtomicInteger opened) implements Content {
  public TestContent(byte[] bytes) {
    this(bytes, new AtomicInteger());
  }

  @Override
  public String sha256() {
    return Sha256.hex(bytes);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public InputStream open() {
    opened.incrementAndGet();
    return new ByteArrayInputStream(bytes);
  }
}
