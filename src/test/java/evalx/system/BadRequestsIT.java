package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.system.BadRequests.Bad;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Whatever is sent: a 4xx with a problem that says what is wrong, and a server that works on. */
@ExtendWith(SharedProduct.class)
class BadRequestsIT {
  private static final int OF_EACH_KIND = 91;
  private static final String SOME_TOKEN = "00000000-0000-4000-8000-000000000000";

  @Test
  void aThousandBadSubmissionsAreRefusedAndNothingIsQueued(Product product) {
    var client = product.client();
    var before = jobStates(product);
    var bad = new BadRequests(20_261_121).some(OF_EACH_KIND);
    assertThat(bad).hasSizeGreaterThanOrEqualTo(1000);
    for (Bad request : bad) {
      assertProblem(client.post(request.body()), request.status(), request.what());
    }
    assertThat(before).containsAll(jobStates(product));
    assertWorks(client);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404",
    "GET, /application.wadl, 404",
    "GET, /languages?x=1, 422",
    "GET, /health/nothing, 404",
    "POST, /health, 405",
    "GET, /metrics/base, 404",
    "DELETE, /metrics, 405",
    "POST, /, 405",
    "GET, /index.html/x, 404",
    "GET, /submissions/" + SOME_TOKEN + "/history, 404",
    "GET, /submissions/no-token/history, 404",
    "GET, /submissions/" + SOME_TOKEN + "/history?x=1, 422",
    "GET, /submissions?cursor=x, 422",
    "GET, /submissions?limit=0, 422",
    "GET, /submissions?langauge=c, 422",
    "GET, /submissions?from=yesterday, 422",
    "GET, /submissions?caller=name:somebody, 403",
    "GET, /statistics?status=Fine, 422",
    "DELETE, /submissions, 405",
    "DELETE, /languages, 405",
    "POST, /languages, 405",
    "GET, /submissions/no-token, 404",
    "GET, /submissions/" + SOME_TOKEN + ", 404",
    "GET, /submissions/" + SOME_TOKEN + "?wait=1, 404",
    "GET, /submissions/" + SOME_TOKEN + "?wait=61, 422",
    "GET, /submissions/" + SOME_TOKEN + "?wait=-1, 422",
    "GET, /submissions/" + SOME_TOKEN + "?wait=x, 422",
    "GET, /submissions/" + SOME_TOKEN + "?wiat=1, 422",
    "GET, /submissions/" + SOME_TOKEN + "/cases/0, 404",
    "GET, /submissions/" + SOME_TOKEN + "/cases/-1, 404",
    "GET, /submissions/" + SOME_TOKEN + "/cases/x, 404",
    "GET, /submissions/" + SOME_TOKEN + "/cases/0?wait=1, 422",
    "GET, /submissions/no-token/cases/0, 404",
    "GET, /execute, 405",
    "GET, /execute-batch, 405",
    "GET, /execute-parallel, 405",
    "PUT, /submissions/batch, 405",
    "GET, /submissions/batch, 422",
    "GET, '/submissions/batch?tokens=', 422",
    "GET, '/submissions/batch?tokens=a,,b', 422",
    "GET, /submissions/batch?tokens=a&wait=61, 422",
    "GET, /submissions/batch?token=a, 422",
    "DELETE, /submissions/no-token, 404",
    "DELETE, /submissions/" + SOME_TOKEN + ", 404",
    "DELETE, /submissions/" + SOME_TOKEN + "?wait=1, 422",
  })
  void wrongPathsMethodsAndTokens(String method, String path, int status, Product product) {
    var client = product.client();
    var request = client.request(path).method(method, BodyPublishers.noBody()).build();
    assertProblem(client.send(request), status, method + " " + path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "image/png",
        "json",
        "application/"
      })
  void otherMediaTypesAreRefused(String type, Product product) {
    var client = product.client();
    var body = BodyPublishers.ofByteArray(Client.bytes(BadRequests.good()));
    var request = client.request("/submissions").header("Content-Type", type).POST(body).build();
    assertProblem(client.send(request), 415, type);
  }

  @Test
  void aParameterThatMeansNothingIsNamed(Product product) {
    var client = product.client();
    var body = BodyPublishers.ofByteArray(Client.bytes(BadRequests.good()));
    var request =
        client
            .request("/submissions?wait=5")
            .header("Content-Type", "application/json")
            .POST(body)
            .build();
    var response = client.send(request);
    assertProblem(response, 422, "wait");
    assertThat(Client.json(response.body()).at("/errors/0/field").asText()).isEqualTo("wait");
  }

  @Test
  void aBodyThatIsNotWhatItsEncodingSaysIsRefused(Product product) {
    var client = product.client();
    var body = BodyPublishers.ofByteArray(new byte[] {0x1f, (byte) 0x8b, 8, 0});
    var request =
        client
            .request("/submissions")
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .POST(body)
            .build();
    assertProblem(client.send(request), 400, "gzip");
  }

  @Test
  void theRootHasAPageForPeopleAndNothingForClientsThatWantJson(Product product) {
    var client = product.client();
    var page = client.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(page.body()).contains("<title>EvalX playground</title>");

    var json = client.request("/").header("Accept", "application/json").GET().build();
    assertProblem(client.send(json), 404, "/ as JSON");
  }

  private static void assertProblem(HttpResponse<String> response, int status, String what) {
    assertThat(response.statusCode()).as("%s: %s", what, response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type"))
        .as(what)
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    var problem = Client.json(response.body());
    assertThat(problem.get("status").asInt()).as(what).isEqualTo(status);
    assertThat(problem.get("errors").isArray()).as(what).isTrue();
    assertThat(response.body()).as(what).doesNotContain("Exception", "\tat ");
  }

  private static void assertWorks(Client client) {
    var result =
        client.result(client.submit(Programs.sums("python", 0, 3)), Duration.ofSeconds(60));
    assertThat(result.get("status").asText()).isEqualTo("Accepted");
  }

  private static Set<String> jobStates(Product product) {
    try (var redis = new Jedis(URI.create(product.redisUrl()))) {
      return new HashSet<>(redis.keys("evalx:state:*"));
    }
  }
}
