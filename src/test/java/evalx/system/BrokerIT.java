package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.Certificates;
import evalx.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers in other JVMs, over TLS, and the broker of {@code up --broker} with its console. */
@Tag("slow")
class BrokerIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;

  private static Process start(Class<?> producer, String... arguments) throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                producer.getName()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static List<String> produce(String url, String account, String other) {
    try {
      var process = start(OutsideProducer.class, url, account, "secret-of-" + account, other);
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return said.lines().toList();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean hasRefused(Client client, int replies) {
    var counted = "evalx_replies_refused_total " + replies + ".0";
    return client.get("/metrics").body().lines().anyMatch(counted::equals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--broker"})
  void producersInOtherProcessesSeeTheirOwnRepliesOnly(String option) {
    var certificate = new Certificates(folder).readableByAll();
    var amqp = FreePort.next();
    var settings =
        Map.of(
            "PRODUCERS",
            "shop:secret-of-shop,course:secret-of-course",
            "AMQP_PORT",
            Integer.toString(amqp),
            "BROKER_KEYSTORE",
            certificate.store().toString(),
            "BROKER_KEYSTORE_PASSWORD",
            Certificates.PASSWORD);
    var options = option.isEmpty() ? new String[0] : new String[] {option};
    try (var product = Product.start(settings, options)) {
      var core =
          "tcp://localhost:%d?sslEnabled=true&trustStoreType=PKCS12&trustStorePath=%s&trustStorePassword=%s"
              .formatted(product.port("BROKER_PORT"), certificate.store(), Certificates.PASSWORD);
      var amqps =
          "amqps://localhost:%d?transport.trustStoreType=PKCS12&transport.trustStoreLocation=%s&transport.trustStorePassword=%s"
              .formatted(amqp, certificate.store(), Certificates.PASSWORD);
      var right =
          List.of(
              "own Accepted",
              "temporary Accepted",
              "malformed Rejected",
              "unknown language Rejected",
              "read refused",
              "take refused",
              "write refused");
      var refused = 0;
      for (String url : List.of(core, amqps)) {
        assertThat(produce(url, "shop", "course")).as(url).isEqualTo(right);
        // What it asked for at the other's address was refused, so that the other finds its own
        // reply there.
        refused++;
        var expected = refused;
        await().atMost(LIMIT).until(() -> hasRefused(product.client(), expected));
        assertThat(produce(url, "course", "shop")).as(url).isEqualTo(right);
        refused++;
        var further = refused;
        await().atMost(LIMIT).until(() -> hasRefused(product.client(), further));
      }
    }
  }

  @Test
  void priorityAndTimeToLiveOfAProducerInAnotherProcessCount() throws Exception {
    var settings =
        Map.of(
            "PRODUCERS", "shop:secret-of-shop",
            "ADMIN_TOKEN", SharedProduct.ADMIN_TOKEN,
            "MAX_CONCURRENT_JOBS", "1");
    try (var product = Product.start(settings)) {
      var jobs = new BashJobs(product);
      jobs.queue("pause");
      var url = "tcp://localhost:" + product.port("BROKER_PORT");
      var process = start(UrgentProducer.class, url, "shop", "secret-of-shop");
      try (var said = process.inputReader()) {
        assertThat(said.readLine()).isEqualTo("late Expired");
        jobs.queue("resume");
        assertThat(said.lines()).containsExactly("first Accepted", "last Accepted");
      } finally {
        process.destroy();
      }
    }
  }

  private static String console(Product product, String account, String password, String path)
      throws IOException, InterruptedException {
    var origin = "http://localhost:" + product.port("CONSOLE_PORT");
    var login = (account + ":" + password).getBytes(StandardCharsets.UTF_8);
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + product.port("CONSOLE_PORT") + path))
            .header("Origin", origin)
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login))
            .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void jobsOfTheEmbeddedBrokerGoOnInOneOfItsOwnWithAConsole() throws Exception {
    try (var product = Product.start(Map.of(), "--broker")) {
      var burst = Burst.send(product.client()).underWay();
      product.crash(Part.BROKER);
      burst.allEndRight();

      var queues =
          "/console/jolokia/read/org.apache.activemq.artemis:broker=%22evalx%22/QueueNames";
      assertThat(console(product, "admin", product.password("console"), queues))
          .startsWith("200")
          .contains("evalx.jobs.python", "evalx.dlq");
      assertThat(console(product, "admin", product.password("console"), "/console/"))
          .startsWith("200");
      assertThat(console(product, "producer", product.password("producer"), queues))
          .startsWith("403");
      assertThat(console(product, "nobody", "nothing", queues)).doesNotStartWith("200");

      var more = Burst.send(product.client());
      assertThat(product.script(LIMIT, "down").status()).isZero();
      assertThat(product.process(Part.BROKER)).isEmpty();
      assertThat(Files.isDirectory(product.state().resolve("data/artemis/journal"))).isTrue();
      assertThat(product.script(Duration.ofMinutes(5), "up", "--detach").status()).isZero();
      more.allEndRight();
    }
  }
}
