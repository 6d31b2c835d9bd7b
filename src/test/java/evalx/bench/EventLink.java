package evalx.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A stream of server-sent events that has begun, and that nobody reads any further. */
final class EventLink implements AutoCloseable {
  private static final byte[] BEGUN = "HTTP/1.1 200".getBytes(StandardCharsets.ISO_8859_1);

  private final Socket socket = new Socket();

  EventLink(URI base, String head, Duration limit) throws IOException {
    try {
      var port = base.getPort() >= 0 ? base.getPort() : 80;
      socket.connect(new InetSocketAddress(base.getHost(), port), (int) limit.toMillis());
      socket.setSoTimeout((int) limit.toMillis());
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      var begin = socket.getInputStream().readNBytes(BEGUN.length);
      if (!Arrays.equals(begin, BEGUN)) {
        throw new IOException("no stream: " + new String(begin, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
