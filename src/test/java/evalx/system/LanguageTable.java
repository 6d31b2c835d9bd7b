package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the programs of each language do, all sent at once: those under {@code programs/<language>}
 * that every language has as far as it can.
 */
final class LanguageTable {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final String TEXT = "Grüße 世界 😀";

  /** Some languages bound it by themselves, AWK's own limit among them. */
  private static final long MIN_DEPTH = 200;

  private final Client client;
  private final Map<String, String> tokens = new TreeMap<>();
  private final Map<String, JsonNode> results = new TreeMap<>();

  /** What a program does, its limits and the verdict that it must have. */
  enum Check {
    ACCEPTED("Accepted", "7\n"),
    WRONG_ANSWER("Wrong Answer", "7\n"),
    NONZERO("Runtime Error (NZEC)", null),
    COMPILE_ERROR("Compilation Error", null),
    LOOP("Time Limit Exceeded", null),
    SLEEP("Time Limit Exceeded", null),
    MEMORY("Memory Limit Exceeded", null),
    FLOOD("Output Limit Exceeded", null),
    UTF8("Accepted", TEXT + "\n"),
    RECURSION("Accepted", null),
    THREADS("Accepted", "6\n");

    private final String status;
    private final String expected;

    Check(String status, String expected) {
      this.status = status;
      this.expected = expected;
    }

    String program() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    private ObjectNode submission(String language) {
      var submission = Programs.submission(language, program()).put("cache", false);
      var testCase = submission.putArray("test_cases").addObject().put("stdin", "3 4\n");
      if (expected != null) {
        testCase.put("expected_output", expected);
      }
      if (this == LOOP) {
        submission.put("timeout", 1.5).put("wall_timeout", 60);
      } else if (this == SLEEP) {
        submission.put("wall_timeout", 3);
      } else {
        submission.put("timeout", 20).put("wall_timeout", 100);
      }
      return submission;
    }

    private void holds(JsonNode result) {
      assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo(status);
      if (this == RECURSION) {
        var sum = Long.parseLong(result.at("/results/0/stdout").asText().strip());
        var depth = (long) Math.sqrt(2.0 * sum);
        assertThat(sum).as("the sum of the first numbers").isEqualTo(depth * (depth + 1) / 2);
        assertThat(depth).as("calls within calls").isGreaterThanOrEqualTo(MIN_DEPTH);
      }
    }
  }

  private LanguageTable(Client client) {
    this.client = client;
  }

  /** Sends the programs of languages; a short row costs seconds and no more. */
  static LanguageTable send(Client client, Stream<String> languages, Check... checks) {
    var table = new LanguageTable(client);
    languages.forEach(
        language -> {
          for (Check check : checks) {
            if (Programs.find(language, check.program()).isPresent()) {
              table.tokens.put(row(language, check), client.submit(check.submission(language)));
            }
          }
        });
    return table;
  }

  private static String row(String language, Check check) {
    return language + " " + check;
  }

  /** Waits for what becomes of all of them, so that nothing sent after it queues behind them. */
  LanguageTable await() {
    tokens.forEach((row, token) -> results.put(row, client.result(token, LIMIT)));
    return this;
  }

  /** Checks what became of a program, where the language has it. */
  void check(String language, Check check) {
    var row = row(language, check);
    if (tokens.containsKey(row)) {
      check.holds(results.computeIfAbsent(row, r -> client.result(tokens.get(r), LIMIT)));
    }
  }
}
