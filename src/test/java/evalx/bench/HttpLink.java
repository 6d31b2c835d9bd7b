package evalx.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection that speaks as much HTTP/1.1 as the bench needs. Java's own client takes a third of
 * the CPU time that the server takes for the same request, which would be measured as well.
 *
 * <p>Not thread safe; broken for good after an exception.
 */
final class HttpLink implements AutoCloseable {
  private static final int BUFFER = 16 << 10;
  private static final int MAX_LINE = 8 << 10;
  private static final long MAX_IDLE_NANOS = 3_000_000_000L;

  private final Socket socket;
  private final InputStream in;
  private boolean reusable = true;
  private long answered;

  /** Status and body. */
  record Answer(int status, byte[] body) {}

  HttpLink(URI base, Duration connectLimit, Duration answerLimit) throws IOException {
    var secure = "https".equals(base.getScheme());
    socket = secure ? SSLSocketFactory.getDefault().createSocket() : new Socket();
    try {
      var port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
      socket.connect(new InetSocketAddress(base.getHost(), port), (int) connectLimit.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) answerLimit.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Whether another request may follow: servers close what is idle for some time. */
  boolean isReusable() {
    return reusable && System.nanoTime() - answered < MAX_IDLE_NANOS;
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param head the request line and all headers, each with its CR and LF; not the empty line
   */
  Answer exchange(String head, byte[] body) throws IOException {
    var request = new ByteArrayOutputStream(head.length() + body.length + 2);
    request.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    request.writeTo(socket.getOutputStream());
    var status = Integer.parseInt(line().split(" ", 3)[1]);
    var answer = new Answer(status, body());
    answered = System.nanoTime();
    return answer;
  }

  private byte[] body() throws IOException {
    long length = 0;
    boolean chunked = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Long.parseLong(value(header));
      } else if (header.startsWith("transfer-encoding:")) {
        chunked = value(header).equals("chunked");
      } else if (header.startsWith("connection:")) {
        reusable = !value(header).equals("close");
      }
    }
    return chunked ? chunks() : exactly(length);
  }

  private static String value(String header) {
    return header.substring(header.indexOf(':') + 1).strip();
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (var size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(exactly(size));
      line();
    }
    String trailer;
    do {
      trailer = line();
    } while (!trailer.isEmpty());
    return body.toByteArray();
  }

  private long chunkSize() throws IOException {
    return Long.parseLong(line().split(";", 2)[0].strip(), 16);
  }

  private byte[] exactly(long length) throws IOException {
    var bytes = in.readNBytes(Math.toIntExact(length));
    if (bytes.length < length) {
      throw new EOFException("the answer ended too early");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed instead of an answer");
      }
      if (line.length() == MAX_LINE) {
        throw new ProtocolException("a line of the answer is too long");
      }
      line.append((char) c);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
