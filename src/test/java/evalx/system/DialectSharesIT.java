package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every dialect has of the one way in, each as its clients know it. */
@ExtendWith(GuardedProduct.class)
class DialectSharesIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int MAX_REQUESTS = 10;
  private static final int TOO_MANY = 429;
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  /** A request that submits, the place of its output, and that of why it is refused. */
  private enum Dialect {
    JUDGE0(
        "/judge0/submissions?wait=true",
        "{'language_id':46,'source_code':'echo hi'}",
        "/stdout",
        "/error"),
    PISTON(
        "/piston/api/v2/execute",
        "{'language':'bash','version':'*','files':[{'content':'echo hi'}]}",
        "/run/stdout",
        "/message"),
    SANDBOXFUSION(
        "/sandboxfusion/run_code",
        "{'language':'bash','code':'echo hi'}",
        "/run_result/stdout",
        "/detail"),
    JOBE(
        "/jobe/index.php/restapi/runs",
        "{'run_spec':{'language_id':'bash','sourcecode':'echo hi'}}",
        "/stdout",
        ""),
    MCP(
        "/mcp",
        "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':"
            + "{'name':'run_code','arguments':{'language':'bash','code':'echo hi'}}}",
        "/result/structuredContent/stdout",
        "/result/content/0/text");

    private final String path;
    private final String body;
    private final String stdout;
    private final String refusal;

    Dialect(String path, String body, String stdout, String refusal) {
      this.path = path;
      this.body = body;
      this.stdout = stdout;
      this.refusal = refusal;
    }

    /** A tool of an agent that fails is told with the status of a request that does not. */
    private int refused() {
      return this == MCP ? 200 : TOO_MANY;
    }

    private String token() {
      return GuardedProduct.secretOf(name());
    }

    private HttpResponse<String> submit(String key) {
      return client.send(
          client
              .request(path)
              .header("Authorization", "Bearer " + token())
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", key)
              .POST(BodyPublishers.ofString(body.replace('\'', '"')))
              .build());
    }

    private long answered(int status) {
      var metrics = get("/metrics", GuardedProduct.ADMIN_TOKEN);
      var line =
          "evalx_dialect_requests_total\\{dialect=\"%s\",status=\"%d\"\\} ([0-9.]+)"
              .formatted(name().toLowerCase(Locale.ROOT), status);
      var found = Pattern.compile(line).matcher(metrics);
      return found.find() ? Math.round(Double.parseDouble(found.group(1))) : 0;
    }

    private JsonNode history() {
      return Client.json(get("/submissions", token())).get("submissions");
    }
  }

  private static String get(String path, String token) {
    return client
        .send(client.request(path).header("Authorization", "Bearer " + token).GET().build())
        .body();
  }

  /** The same request is one job, however often it comes before its caller's rate is used up. */
  @ParameterizedTest
  @EnumSource
  void ratesKeysOfIdempotenceTheHistoryAndMetricsAreThoseOfTheOneWayIn(Dialect dialect) {
    var key = UUID.randomUUID().toString();
    var succeeded = dialect.answered(200) + dialect.answered(201);
    var refused = dialect.answered(TOO_MANY);

    var answers = new ArrayList<HttpResponse<String>>();
    do {
      answers.add(dialect.submit(key));
    } while (retryAfter(answers).isEmpty() && answers.size() < MAX_REQUESTS);

    var last = answers.remove(answers.size() - 1);
    assertThat(retryAfter(List.of(last))).as(last.body()).matches("[1-9][0-9]*");
    assertThat(last.statusCode()).as(last.body()).isEqualTo(dialect.refused());
    assertThat(Client.json(last.body()).at(dialect.refusal).asText())
        .isEqualTo("At most 2 requests in a minute may submit; a batch counts as one.");
    assertThat(answers)
        .hasSizeGreaterThan(1)
        .allSatisfy(
            answer ->
                assertThat(Client.json(answer.body()).at(dialect.stdout).asText())
                    .as(answer.body())
                    .isEqualTo("hi\n"));

    var told = answers.size() + (dialect == Dialect.MCP ? 1 : 0);
    assertThat(dialect.answered(200) + dialect.answered(201)).isEqualTo(succeeded + told);
    assertThat(dialect.answered(TOO_MANY)).isEqualTo(refused + (dialect == Dialect.MCP ? 0 : 1));
    await("the history").atMost(LIMIT).until(() -> !dialect.history().isEmpty());
    var kept = dialect.history();
    assertThat(kept).as(kept.toString()).hasSize(1);
    assertThat(kept.at("/0/caller").asText()).isEqualTo("name:" + dialect.name());
    assertThat(kept.at("/0/language").asText()).isEqualTo("bash");
  }

  private static String retryAfter(List<HttpResponse<String>> answers) {
    return answers.get(answers.size() - 1).headers().firstValue("Retry-After").orElse("");
  }
}
