package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that hold as many bytes of the server as they can, and others who notice nothing. */
@Tag("slow")
class SlowReadersIT implements StalledReaders {
  private static final int READERS = 200;
  private static final int WRITERS = 64;
  private static final int MAX_BODY = 1 << 20;
  private static final List<Integer> POSTED = List.of(202, 503);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** How long the crowd is there, and how long other clients wait for an answer in the meantime. */
  private static final Duration CROWD = Duration.ofSeconds(40);

  private static final Duration MAX_ANSWER = Duration.ofSeconds(10);

  private static Product product;
  private static Client client;

  @BeforeAll
  static void start() {
    product = Product.start(Map.of("DIALECTS", "piston"));
    client = product.client();
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @Override
  public Product product() {
    return product;
  }

  @Test
  void manySlowClientsDelayNoOtherClient() throws Exception {
    var server = product.process(Part.SERVER).orElseThrow().pid();
    var path = StalledReaders.largest(client);
    var over = new AtomicBoolean();
    var threads = Executors.newFixedThreadPool(WRITERS + 1);
    var readers = new ArrayList<SlowReader>();
    try {
      for (int i = 0; i < READERS; i++) {
        var headers = i % 2 == 0 ? "" : "Accept-Encoding: gzip\r\n";
        var wait = i % 3 == 0 ? "?wait=30" : "";
        readers.add(new SlowReader(product.port("PORT"), path + wait, headers));
      }
      var sipping = threads.submit(() -> sip(readers, over));
      var writing = write(threads, over);
      assertThatOthersGet(path);
      var slowest = ordinaryUse(Instant.now().plus(CROWD));
      over.set(true);
      sipping.get();

      assertThat(slowest).isLessThan(MAX_ANSWER);
      assertThat(readers).extracting(SlowReader::status).containsOnly(200, 503).contains(200);
      for (var writer : writing) {
        assertThat(writer.get()).isSubsetOf(POSTED).isNotEmpty();
      }
    } finally {
      over.set(true);
      readers.forEach(SlowReader::close);
      threads.shutdownNow();
    }
    assertThat(product.process(Part.SERVER).orElseThrow().pid())
        .as("the server that began")
        .isEqualTo(server);
    var token = path.substring(path.lastIndexOf('/') + 1);
    assertThat(client.result(token, LIMIT).get("results")).hasSize(100);
  }

  /** One that is a caller of its own, once the crowd has all that it may. */
  private static void assertThatOthersGet(String path) {
    await("too many of one caller").until(() -> client.get(path).statusCode() == 503);
    try (var other = new SlowReader(product.port("PORT"), path, "", Sender.caller(2))) {
      other.sip();
      assertThat(other.status()).isEqualTo(200);
    }
  }

  private static void sip(List<SlowReader> readers, AtomicBoolean over) {
    while (!over.get()) {
      readers.forEach(SlowReader::sip);
    }
  }

  /** The statuses that each of those gets who send the largest bodies, again and again. */
  private static List<Future<List<Integer>>> write(ExecutorService threads, AtomicBoolean over) {
    var body = Client.bytes(padded(Programs.sums("c", 0), MAX_BODY));
    assertThat(body).hasSize(MAX_BODY);
    Callable<List<Integer>> writer =
        () -> {
          var statuses = new ArrayList<Integer>();
          while (!over.get() && statuses.size() < 10) {
            statuses.add(client.post(body).statusCode());
          }
          return statuses;
        };
    var writers = new ArrayList<Future<List<Integer>>>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(threads.submit(writer));
    }
    return writers;
  }

  /** Makes a submission as long as it may be, with a comment. */
  private static ObjectNode padded(ObjectNode submission, int bytes) {
    var code = submission.get("code").asText() + "\n//";
    var missing = bytes - Client.bytes(submission.put("code", code)).length;
    return submission.put("code", code + "x".repeat(missing));
  }

  /** The longest time that anybody else waits for an answer. */
  private static Duration ordinaryUse(Instant end) {
    var slowest = Duration.ZERO;
    var small = Client.bytes(Programs.sums("c", 0));
    while (Instant.now().isBefore(end)) {
      for (var request : List.of("/languages", "/health", "")) {
        var begun = Instant.now();
        var status = (request.isEmpty() ? client.post(small) : client.get(request)).statusCode();
        var time = Duration.between(begun, Instant.now());
        slowest = time.compareTo(slowest) > 0 ? time : slowest;
        // Who posts may be asked to do it again later, and is told so at once.
        assertThat(status).as(request).isIn(request.isEmpty() ? POSTED : List.of(200));
      }
    }
    return slowest;
  }
}
