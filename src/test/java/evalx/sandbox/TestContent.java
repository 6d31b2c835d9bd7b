package evalx.sandbox;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** Content that counts how often it is read. */
public record TestContent(byte[] bytes, AtomicInteger opened) implements Content {
  public TestContent(byte[] bytes) {
    this(bytes, new AtomicInteger());
  }

  @Override
  public String sha256() {
    return HexFormat.of().formatHex(ArtifactId.hash().digest(bytes));
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
