package evalx.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An answer to bytes that no HTTP client would send.
 *
 * @param status 0 where the server closed the connection without a word
 * @param type the media type, empty for none
 */
record RawExchange(int status, String type, String body) {
  private static final int PATIENCE_MILLIS = 60_000;

  /**
   * Sends a request without a body.
   *
   * @param line the method and what is asked for
   * @param headers all of them, but the one that closes the connection
   */
  static RawExchange send(int port, String line, String headers) {
    return sendAll(port, line + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
  }

  /** Sends bytes of ISO 8859-1, after which none follow. */
  static RawExchange sendAll(int port, String request) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return of(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawExchange of(String answer) {
    var parts = answer.split("\r\n\r\n", 2);
    var lines = parts[0].split("\r\n", -1);
    var type = "";
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-type:")) {
        type = line.substring(line.indexOf(':') + 1).strip();
      }
    }
    var words = lines[0].split(" ", 3);
    var status = words.length < 2 ? 0 : Integer.parseInt(words[1]);
    return new RawExchange(status, type, parts.length < 2 ? "" : parts[1]);
  }
}
