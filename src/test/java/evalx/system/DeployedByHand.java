package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.JMSException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds on every server to which both archives are deployed by hand. */
interface DeployedByHand {
  Duration LIMIT = Duration.ofMinutes(2);

  /** Of an idle thread, which ends after half a minute. */
  Duration IDLE = Duration.ofSeconds(90);

  int DEPLOYMENTS = 3;

  StockServer server();

  @Test
  default void locationsLeadBelowTheContextRoot() {
    var client = server().client();

    var submitted = client.post(Client.bytes(job()));
    assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
    var token = Client.json(submitted.body()).get("token").asText();
    assertLeadsTo("/submissions/" + token, submitted);

    var waiting = client.request("/execute?wait=0").header("Content-Type", "application/json");
    var program = "{\"language\":\"bash\",\"code\":\"sleep 1\",\"cache\":false}";
    var later = client.send(waiting.POST(BodyPublishers.ofString(program)).build());
    assertThat(later.statusCode()).as(later.body()).isEqualTo(202);
    assertLeadsTo("/submissions/" + Client.json(later.body()).get("token").asText(), later);

    var file = client.send(client.request("/files").PUT(BodyPublishers.ofString("1")).build());
    assertThat(file.statusCode()).as(file.body()).isEqualTo(201);
    assertLeadsTo("/files/" + Client.json(file.body()).get("file").asText(), file);

    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Accepted");
  }

  private void assertLeadsTo(String path, HttpResponse<String> answer) {
    var to = answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
    assertThat(to)
        .isEqualTo(URI.create("http://127.0.0.1:" + server().port + StockServer.ROOT + path));
    assertThat(server().client().get(path).statusCode()).isLessThan(300);
  }

  /** What a page names is found from where the page is. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/docs", "/console"})
  default void pagesAreServedBelowTheContextRootWithWhatTheyLoad(String path) {
    var client = server().client();
    var page = client.get(path);
    if (path.isEmpty()) {
      assertThat(page.statusCode()).isBetween(301, 308);
      var to = page.uri().resolve(page.headers().firstValue("Location").orElseThrow());
      assertThat(to.getPath()).isEqualTo(StockServer.ROOT + "/");
      return;
    }
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    var loaded = Pattern.compile("(?:href|src)=\"([^\"#{]+)\"").matcher(page.body());
    assertThat(loaded.results().map(found -> page.uri().resolve(found.group(1))).distinct())
        .hasSizeGreaterThan(3)
        .filteredOn(found -> page.uri().getHost().equals(found.getHost()))
        .allSatisfy(
            found -> {
              assertThat(found.getPath()).startsWith(StockServer.ROOT + "/");
              var below = found.getPath().substring(StockServer.ROOT.length());
              assertThat(client.get(below).statusCode()).as(found.toString()).isEqualTo(200);
            });
  }

  @Test
  default void theDescriptionNamesTheContextRoot() {
    var document = Client.json(server().client().get("/openapi?format=JSON").body());

    assertThat(document.at("/servers/0/url").asText()).isEqualTo(StockServer.ROOT + "/");
  }

  @Test
  default void eventsAndSocketsAreBelowTheContextRoot() throws ExecutionException {
    var client = server().client();
    var token = client.submit(job());
    try (var reader = EventReader.open(client, token, "").toEnd();
        var socket =
            new SocketClient(server().port, StockServer.ROOT + "/ws/submissions/" + token)) {
      assertThat(reader.kinds()).startsWith("queued").endsWith("finished");
      assertThat(socket.toEnd()).isEqualTo(1000);
      assertThat(socket.kinds(token)).isEqualTo(reader.kinds());
    }
    assertThat(client.get("/piston/api/v2/runtimes").body()).contains("bash");
    new SocketClient(server().port, StockServer.ROOT + "/piston/api/v2/connect").close();
  }

  @Test
  default void theWorkerIsNamedByThePortOfTheServer() {
    var client = server().client();
    var result = client.result(client.submit(job()), LIMIT);

    assertThat(result.get("worker").asText()).endsWith("" + server().port);
  }

  /** Whatever address the settings have in mind, both servers listen at all. */
  @Test
  default void withoutTokensNobodyElseIsServed() throws SocketException {
    var elsewhere =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst()
            .orElseThrow();
    var base = "http://" + elsewhere.getHostAddress() + ":" + server().port + StockServer.ROOT;

    var answer = new Client(URI.create(base)).get("/languages");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("ALLOW_ANONYMOUS");
  }

  /** Its password and its port are known to the adapter alone. */
  @Test
  default void theAdapterFindsWhatTheServerSets() throws JMSException {
    produce();
  }

  private void produce() throws JMSException {
    var result = OverJms.ask(server().brokerPort, StockServer.PRODUCER_PASSWORD, job());
    assertThat(result.get("status").asText()).isEqualTo("Accepted");
  }

  @Test
  default void deployedAgainNothingIsLeftOfTheLastTime() throws JMSException {
    work();
    server().redeploy();
    server().redeployAdapter();
    work();
    var before = server().held();

    for (int i = 0; i < DEPLOYMENTS; i++) {
      server().redeploy();
      work();
    }
    assertNoMoreThan(before);

    for (int i = 0; i < DEPLOYMENTS; i++) {
      server().redeployAdapter();
      work();
    }
    assertNoMoreThan(before);
  }

  private void work() throws JMSException {
    var client = server().client();
    var result = client.result(client.submit(job()), LIMIT);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    assertThat(result.get("attempts").asInt()).as(result.toString()).isEqualTo(1);
    produce();
  }

  private void assertNoMoreThan(Map<String, Long> before) {
    await("nothing is left")
        .atMost(IDLE)
        .untilAsserted(
            () ->
                assertThat(server().held())
                    .allSatisfy(
                        (what, count) ->
                            assertThat(count)
                                .as(what)
                                .isLessThanOrEqualTo(before.getOrDefault(what, 0L))));
  }

  private static ObjectNode job() {
    return Programs.sums("bash", 0, 3).put("cache", false);
  }
}
