package evalx.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests to Piston's execute that are larger than the heap has room for. */
@ExtendWith(SharedProduct.class)
class LargeBodiesIT {
  private static final String LINE =
      "0123456789abcdef0123456789abcdef0123456789abcdef012345678901234";
  private static final int LINES = 2_200_000;
  private static final String HEAD =
      "{\"language\":\"python\",\"version\":\"*\",\"run_timeout\":30000,\"files\":[";

  private static Product product;
  private static Client client;

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = shared.client();
  }

  /** 134 MiB, each line of which has its end as JSON writes it. */
  private static InputStream lines() {
    return new InputStream() {
      private final byte[] line = (LINE + "\\n").getBytes(UTF_8);
      private long left = (long) LINES * line.length;

      @Override
      public int read() {
        return left == 0 ? -1 : line[(int) (line.length - left-- % line.length) % line.length];
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        if (left == 0) {
          return -1;
        }
        var count = (int) Math.min(length, left);
        for (int i = 0; i < count; i++) {
          into[offset + i] = (byte) read();
        }
        return count;
      }
    };
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static HttpResponse<String> execute(String before, String after) {
    var body =
        BodyPublishers.ofInputStream(
            () ->
                new SequenceInputStream(
                    Collections.enumeration(List.of(text(before), lines(), text(after)))));
    return client.send(
        client
            .request("/piston/api/v2/execute")
            .header("Content-Type", "application/json")
            .POST(body)
            .build());
  }

  private static Path uploads() {
    return product.state().resolve("data/files/uploads");
  }

  private static long uploadsNow() {
    try (Stream<Path> files = Files.list(uploads())) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anInputOfMoreThanAHundredMebibytesReachesItsProgram() {
    var count =
        "{\"content\":\"import sys\\nprint(sum(1 for line in sys.stdin.buffer if len(line) == 64))\"}";
    var ran = execute(HEAD + count + "],\"stdin\":\"", "\"}");

    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(200);
    assertThat(Client.json(ran.body()).at("/run/stdout").asText())
        .as(ran.body())
        .isEqualTo(LINES + "\n");
  }

  @Test
  void aTextThatIsNoInputHasItsLimitToo() {
    var program = "{\"content\":\"print(1)\"},{\"name\":\"a.txt\",\"content\":\"";
    var refused = execute(HEAD + program, "\"}]}");

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body()).contains("at most 56 MiB in the file store");
  }

  @Test
  void ofAClientThatLeavesNothingStays() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), product.port("PORT"))) {
      var out = socket.getOutputStream();
      out.write(
          ("POST /piston/api/v2/execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000000\r\n"
                  + "Content-Type: application/json\r\n\r\n"
                  + HEAD
                  + "{\"content\":\"1\"}],\"stdin\":\"")
              .getBytes(UTF_8));
      out.write(LINE.repeat(20_000).getBytes(UTF_8));
      out.flush();
      await("a text that arrives").until(() -> uploadsNow() > 0);
    }
    await("nothing is left of it").until(() -> uploadsNow() == 0);
  }
}
