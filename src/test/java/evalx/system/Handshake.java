package evalx.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What a client sends to open a WebSocket, for tests that read what comes as it is. */
final class Handshake {
  private Handshake() {}

  /**
   * @param headers further ones, each a line without its end
   */
  static byte[] of(int port, String path, String... headers) {
    var lines =
        """
        GET %s HTTP/1.1\r
        Host: 127.0.0.1:%d\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        """
            .formatted(path, port);
    for (var header : headers) {
      lines += header + "\r\n";
    }
    return (lines + "\r\n").getBytes(ISO_8859_1);
  }
}
