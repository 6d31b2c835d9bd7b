package evalx.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** A client that announces a body, and sends of it what it likes. */
final class Sender implements AutoCloseable {
  private static final int MILLIS = 60_000;
  private static final int STATUS_AT = 9;
  private static final int STATUS_END = 12;

  private final Socket socket = new Socket();

  /**
   * Sends a head and some bytes.
   *
   * @param from an address of this machine
   * @param line the method and the path
   * @param length as it is announced
   */
  Sender(int port, InetAddress from, String line, int length, byte[] sent) {
    this(port, from);
    var head =
        "%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(line, length);
    send(head.getBytes(StandardCharsets.US_ASCII));
    send(sent);
  }

  /** Sends nothing yet. */
  Sender(int port, InetAddress from) {
    try {
      socket.setSoTimeout(MILLIS);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(byte[] more) {
    try {
      socket.getOutputStream().write(more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An address of this machine, each of which is a caller of its own. */
  static InetAddress caller(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAnswered() {
    try {
      return socket.getInputStream().available() >= STATUS_END;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the status of the answer. */
  int status() {
    try {
      var start = socket.getInputStream().readNBytes(STATUS_END);
      return Integer.parseInt(new String(start, StandardCharsets.US_ASCII).substring(STATUS_AT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for all that the server says until it closes the connection. */
  String untilClosed() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
