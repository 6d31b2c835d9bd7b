package evalx.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that send a frame with their handshake, before the server has answered it. RFC 6455 does
 * not let them, and Open Liberty drops what they send.
 */
@Tag("payara")
@ExtendWith(SharedProduct.class)
class EarlyFramesIT {
  private static final int MAX_WAIT_MILLIS = 20_000;
  private static final int TEXT = 0x81;
  private static final int MASKED = 0x80;
  private static final byte[] NO_MASK = new byte[4];

  private static Product product;

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
  }

  private static byte[] handshakeWith(String path, String message) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(Handshake.of(product.port("PORT"), path));
    bytes.write(TEXT);
    bytes.write(MASKED | message.length());
    bytes.write(NO_MASK);
    bytes.write(message.getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/ws | {'subscribe':['0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10']} | 'status':404",
        "/piston/api/v2/connect | {'type':'init','language':'x','version':'*','files':[]} | 'error'"
      })
  void areAnswered(String path, String message, String answer) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), product.port("PORT"))) {
      socket.setSoTimeout(MAX_WAIT_MILLIS);
      socket.getOutputStream().write(handshakeWith(path, message.replace('\'', '"')));
      var told = new StringBuilder();
      while (told.indexOf(answer.replace('\'', '"')) < 0) {
        var next = socket.getInputStream().read();
        assertThat(next).as("the connection goes on after %s", told).isNotNegative();
        told.append((char) next);
      }
      assertThat(told).startsWith("HTTP/1.1 101 ");
    }
  }
}
