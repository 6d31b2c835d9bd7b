package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of other engines that take their large answers slowly, and others who notice nothing. */
@ExtendWith(SharedProduct.class)
class SlowDialectReadersIT {
  /** More than the threads that read results for dialects. */
  private static final int READERS = 5;

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** A client that held a thread would do so for longer. */
  private static final Duration MAX_ANSWER = Duration.ofSeconds(15);

  /** 2 MiB as it is written in JSON, more than the buffers between server and client have. */
  private static final String LARGE =
      "{\"language\":\"python\",\"code\":\"print(chr(1) * 350000)\"}";

  /** 6 MiB, more than what the system keeps for a client whose answer is over for the server. */
  private static final String LARGEST =
      "{\"language\":\"python\",\"code\":\"print(chr(1) * 1000000)\"}";

  private static final String SMALL = "{\"language\":\"python\",\"code\":\"print(%d)\"}";

  private static int port;

  @BeforeAll
  static void connect(Product product) {
    port = product.port("PORT");
  }

  private static SlowReader runCode(String json, int caller) {
    return SlowReader.posting(port, "/sandboxfusion/run_code", json, Sender.caller(caller));
  }

  private static void awaitStatus(SlowReader reader, Duration within) {
    await("an answer")
        .atMost(within)
        .until(
            () -> {
              reader.sip();
              return reader.status() > 0;
            });
    assertThat(reader.status()).isEqualTo(200);
  }

  @Test
  void clientsThatReadSlowlyHoldUpNobody() {
    var readers = new ArrayList<SlowReader>();
    try {
      for (int i = 0; i < READERS; i++) {
        readers.add(runCode(LARGE, 1 + i % 2));
      }
      readers.forEach(reader -> awaitStatus(reader, LIMIT));
      for (long i : List.of(1L, 2L, 3L)) {
        try (var other = runCode(SMALL.formatted(System.nanoTime() + i), 3)) {
          awaitStatus(other, MAX_ANSWER);
        }
      }
    } finally {
      readers.forEach(SlowReader::close);
    }
  }

  /** Else it could hold its answer for as long as it likes. */
  @Test
  @Tag("slow")
  void aClientThatTakesTooLongLosesItsConnection() {
    try (var reader = runCode(LARGEST, 1)) {
      awaitStatus(reader, LIMIT);
      await().atMost(LIMIT).until(() -> reader.isCut(new byte[] {'\n'}));
    }
  }
}
