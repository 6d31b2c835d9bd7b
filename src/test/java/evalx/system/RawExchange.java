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

  /** Sends the bytes of a whole request, which must ask for the connection to be closed. */
  static RawExchange send(int port, byte[] request) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return of(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawExchange send(int port, String request) {
    return send(port, request.getBytes(StandardCharsets.ISO_8859_1));
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
