package evalx.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that asks for something large and takes a few bytes of it at a time. */
final class SlowReader implements AutoCloseable {
  /** So that little of an answer waits in the client's kernel, in bytes. */
  static final int WINDOW = 4096;

  private static final int SIP = 512;
  private static final int MILLIS = 20_000;

  private final Socket socket = new Socket();
  private final StringBuilder start = new StringBuilder();
  private String last = "";
  private boolean ended;

  /** Asks, and reads nothing yet. */
  SlowReader(int port, String path, String headers) {
    this(port, path, headers, InetAddress.getLoopbackAddress());
  }

  /**
   * @param from an address of this machine, each of which is a caller of its own
   */
  SlowReader(int port, String path, String headers, InetAddress from) {
    this(port, request(path, headers), from, WINDOW);
  }

  /** Asks with a larger window, which is taken at once where it is read at once. */
  SlowReader(int port, String path, String headers, int window) {
    this(port, request(path, headers), InetAddress.getLoopbackAddress(), window);
  }

  private static String request(String path, String headers) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  /** Asks with a body of JSON in ASCII. */
  static SlowReader posting(int port, String path, String json, InetAddress from) {
    var head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    var rest = "Content-Length: " + json.length() + "\r\n\r\n" + json;
    return new SlowReader(port, head.formatted(path) + rest, from, WINDOW);
  }

  private SlowReader(int port, String request, InetAddress from, int window) {
    try {
      socket.bind(new InetSocketAddress(from, 0));
      socket.setReceiveBufferSize(window);
      socket.setSoTimeout(MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes some bytes, if there are any. */
  void sip() {
    try {
      var in = socket.getInputStream();
      if (!ended && (start.length() == 0 || in.available() > 0)) {
        var bytes = new byte[SIP];
        var count = in.read(bytes);
        ended = count < 0;
        if (start.length() < SIP && count > 0) {
          start.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      // The server has given this client up, which it may.
      ended = true;
    }
  }

  /** Takes as many bytes at most; false where the server has ended the connection. */
  boolean takes(int count) {
    try {
      var bytes = new byte[count];
      var taken = socket.getInputStream().read(bytes);
      ended = taken < 0;
      if (!ended) {
        var text = new String(bytes, 0, taken, StandardCharsets.ISO_8859_1);
        last = last.substring(Math.max(0, last.length() - SIP)) + text;
      }
      return !ended;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was taken last, and some bytes before it. */
  String last() {
    return last;
  }

  /** Whether the server has cut the connection, as sending it something shows. */
  boolean isCut(byte[] something) {
    try {
      socket.getOutputStream().write(something);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** The status of the answer; 0 while none has come. */
  int status() {
    return start.length() < 12 ? 0 : Integer.parseInt(start.substring(9, 12));
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
