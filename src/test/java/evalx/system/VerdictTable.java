package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every way a program can end, in every language, all sent at once so that they compete. */
final class VerdictTable {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Client client;
  private final Map<String, String> tokens = new HashMap<>();

  /** By row, each asked for once. */
  private final Map<String, JsonNode> results = new HashMap<>();

  private VerdictTable(Client client) {
    this.client = client;
  }

  /** A language and an expectation each. */
  static Stream<Arguments> rows() {
    return Programs.LANGUAGES.stream()
        .flatMap(
            language ->
                Arrays.stream(Expectation.values())
                    .filter(e -> Programs.find(language, e.program()).isPresent())
                    .map(e -> arguments(language, e)));
  }

  /**
   * Sends the whole table.
   *
   * @param cache whether outcomes of earlier runs may be reused
   */
  static VerdictTable send(Client client, boolean cache) {
    var table = new VerdictTable(client);
    rows()
        .map(Arguments::get)
        .forEach(row -> table.send((String) row[0], (Expectation) row[1], cache));
    return table;
  }

  private void send(String language, Expectation expectation, boolean cache) {
    var submission = expectation.submission(language).put("cache", cache);
    tokens.put(name(language, expectation), client.submit(submission));
  }

  /** Waits until every row has its result. */
  VerdictTable ended() {
    tokens.keySet().forEach(this::result);
    return this;
  }

  private JsonNode result(String row) {
    return results.computeIfAbsent(row, name -> client.result(tokens.get(name), LIMIT));
  }

  /** The result of a row, which is as it must be. */
  JsonNode result(String language, Expectation expectation) {
    var result = result(name(language, expectation));
    assertThatObject(result).as(result.toPrettyString()).satisfies(expectation::check);
    return result;
  }

  /** Checks that a row says what it said in another table. */
  void isAsIn(VerdictTable other, String language, Expectation expectation) {
    var now = result(language, expectation);
    var before = other.result(language, expectation);
    for (String member : expectation.lasting()) {
      assertThat(now.get(member)).as(member).isEqualTo(before.get(member));
    }
  }

  private static String name(String language, Expectation expectation) {
    return language + " " + expectation;
  }
}
