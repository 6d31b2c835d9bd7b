package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.JMSException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Submissions that have ended are listed, counted and shown for as long as the history is kept. */
@ExtendWith(SharedProduct.class)
class HistoryIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static Product product;
  private static Client client;
  private static OpenApi described;

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = product.client();
    described = new OpenApi(client);
  }

  private static HttpResponse<String> get(String path) {
    return client.send(client.request(path).GET().build());
  }

  private static String end(String language, int... expected) {
    var token = client.submit(Programs.sums(language, expected));
    client.result(token, LIMIT);
    awaitKept(token);
    return token;
  }

  private static void awaitKept(String token) {
    await("the history has " + token)
        .atMost(LIMIT)
        .until(
            () ->
                !kept(token).at("/result").isMissingNode() && kept(token).get("result").isObject());
  }

  private static JsonNode kept(String token) {
    return Client.json(get("/submissions/" + token + "/history").body());
  }

  @Test
  void aSubmissionIsShownWithItsSourceAlsoAfterItsResultIsGone() {
    var token = end("python", 0, 3, -1);
    var result = Client.json(client.find(token, 0).body());

    client.send(client.request("/submissions/" + token).DELETE().build());

    assertThat(client.find(token, 0).statusCode()).isEqualTo(404);
    var answer = get("/submissions/" + token + "/history");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var shown = Client.json(answer.body());
    assertThat(shown.get("status").asText()).isEqualTo("Wrong Answer");
    assertThat(shown.at("/source/files/0/content").asText())
        .isEqualTo(Programs.sums("python", 0).get("code").asText());
    assertThat(shown.at("/result/results")).isEqualTo(result.get("results"));
  }

  @Test
  void aJobOfAProducerIsItsAccountsAndHasItsSource() throws JMSException {
    var submission = Programs.sums("bash", 0);
    var token = OverJms.ask(product, submission).get("token").asText();
    awaitKept(token);

    var shown = kept(token);
    assertThat(shown.get("caller").asText()).isEqualTo("name:producer");
    assertThat(shown.at("/source/files/0/content").asText())
        .isEqualTo(submission.get("code").asText());
  }

  @Test
  void listsAreFilteredAndComeByPages() {
    var newer = end("bash", -1);
    var wrong = "/submissions?language=bash&status=Wrong%20Answer&limit=1";
    var first = get(wrong);
    described.describes("get", "/submissions", first);
    var page = Client.json(first.body());
    assertThat(page.get("submissions")).hasSize(1);
    assertThat(page.at("/submissions/0/status").asText()).isEqualTo("Wrong Answer");
    assertThat(page.at("/submissions/0/language").asText()).isEqualTo("bash");

    end("bash", -1);
    var cursor = Client.json(get(wrong).body()).get("next").asText();
    var next = Client.json(get(wrong + "&cursor=" + cursor).body());
    assertThat(next.at("/submissions/0/token").asText()).isEqualTo(newer);
  }

  @Test
  void listsAreFilteredByTimeAndCaller() {
    var token = end("bash", 0);
    var queued = Instant.parse(kept(token).get("queued_at").asText());
    var later = queued.plusMillis(1);
    var own = "&caller=" + kept(token).get("caller").asText();

    assertThat(listed("?language=bash&from=" + queued + "&to=" + later + own)).contains(token);
    assertThat(listed("?language=bash&to=" + queued)).doesNotContain(token);
    assertThat(listed("?language=bash&from=" + later)).doesNotContain(token);
    assertThat(get("/submissions?caller=name:somebody").statusCode()).isEqualTo(403);
    assertThat(get("/submissions?from=yesterday").statusCode()).isEqualTo(422);
  }

  private static List<String> listed(String query) {
    var answer = get("/submissions" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Client.json(answer.body()).get("submissions").findValuesAsText("token");
  }

  @Test
  void whatHasEndedIsCounted() {
    end("c", 0);
    var answer = get("/statistics");
    described.describes("get", "/statistics", answer);
    assertThat(Client.json(answer.body()).get("days"))
        .anySatisfy(
            day -> {
              assertThat(day.get("language").asText()).isEqualTo("c");
              assertThat(day.get("submissions").asInt()).isPositive();
              assertThat(day.get("average_run_time").isNumber()).isTrue();
            });
  }

  @Test
  void anUnknownTokenIsUnknown() {
    var answer = get("/submissions/" + UUID.randomUUID() + "/history");
    described.describes("get", "/submissions/{token}/history", answer);
    assertThat(answer.statusCode()).isEqualTo(404);
  }
}
