package evalx.system;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hints in all other languages that are installed here, a rule of an operator's own, and a language
 * model.
 */
@Tag("slow")
class AllHintsIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static HttpServer model;
  private static Product product;
  private static HintExamples examples;
  private static List<String> working;

  @BeforeAll
  static void start() throws IOException {
    model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    model.createContext("/v1/chat/completions", AllHintsIT::complete);
    model.start();
    product =
        Product.prepare(
            Map.of(
                "LANGUAGES", "all",
                "MAX_QUEUED_PER_CALLER", "0",
                "HINTS_LLM_URL", "http://127.0.0.1:" + model.getAddress().getPort() + "/v1",
                "HINTS_LLM_MODEL", "small",
                "HISTORY", "true",
                "HINTS_LLM_SEND_CODE", "true"));
    var folder = product.state().resolve("hints.d");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("course.json"),
        """
        { "id": "course-week-3", "languages": ["bash"], "when": { "exit_code": [42] },
          "hint": "See the third week." }
        """);
    product.up();
    await("the self-tests")
        .atMost(LIMIT)
        .until(() -> languages().noneMatch(each -> reason(each).startsWith("no worker")));
    working =
        languages()
            .filter(each -> each.get("works").asBoolean())
            .map(each -> each.get("id").asText())
            .toList();
    examples = new HintExamples(product.client());
    examples.send(HintExamples.rules(AllHintsIT::isTried));
  }

  @AfterAll
  static void stop() {
    product.close();
    model.stop(0);
  }

  /** A model that says of a program whether it was sent. */
  private static void complete(HttpExchange exchange) throws IOException {
    var question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var text = question.contains("exit 42") ? "I see it." : "I see nothing.";
    var answer = "{\"choices\": [{\"message\": {\"content\": \"" + text + "\"}}]}";
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Stream<JsonNode> languages() {
    var all = Client.json(product.client().get("/languages").body()).get("languages");
    return StreamSupport.stream(all.spliterator(), false);
  }

  private static String reason(JsonNode language) {
    return language.get("reason").asText("");
  }

  private static boolean isFurther(String language) {
    return !HintExamples.QUICK.contains(language);
  }

  private static boolean isTried(String language) {
    return isFurther(language) && working.contains(language);
  }

  static Stream<Named<JsonNode>> rules() {
    return HintExamples.rules(AllHintsIT::isTried).stream()
        .map(rule -> Named.of(HintExamples.name(rule), rule));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleHoldsForItsProgramsOnly(JsonNode rule) {
    examples.check(rule);
  }

  @Test
  void whatIsNotInstalledIsNamed() {
    var missing =
        HintExamples.rules(AllHintsIT::isFurther).stream()
            .map(HintExamples::language)
            .filter(language -> !working.contains(language))
            .collect(toCollection(TreeSet::new));
    System.out.println("Rules not tried, because their languages are not installed: " + missing);
    assertThat(languages().filter(each -> missing.contains(each.get("id").asText())))
        .allSatisfy(each -> assertThat(reason(each)).isEqualTo("is not installed"));
  }

  @Test
  void aRuleOfAnOperatorsOwnIsGiven() {
    var submission =
        Client.JSON
            .createObjectNode()
            .put("language", "bash")
            .put("code", "exit 42")
            .put("hints", true);
    var result = product.client().result(product.client().submit(submission), LIMIT);

    assertThat(result.at("/results/0/hints/0"))
        .isEqualTo(Client.json("{\"id\": \"course-week-3\", \"text\": \"See the third week.\"}"));
  }

  @Test
  void aModelIsAskedAboutWhatFailed() {
    var described = new OpenApi(product.client());
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", "exit 42");
    var token = product.client().submit(submission);
    product.client().result(token, LIMIT);

    var response =
        await("a hint")
            .atMost(LIMIT)
            .until(
                () -> product.client().get("/submissions/" + token + "/hint"),
                answer -> answer.statusCode() != 202);

    described.describes("get", "/submissions/{token}/hint", response);
    assertThat(Client.json(response.body()).get("text").asText()).startsWith("I see");
  }

  @Test
  void aModelIsNotAskedAboutWhatDidNotFail() {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", "exit 0");
    var token = product.client().submit(submission);
    product.client().result(token, LIMIT);

    assertThat(product.client().get("/submissions/" + token + "/hint").statusCode()).isEqualTo(404);
  }
}
