package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** What programs do, their limits, and the expected result. */
enum Expectation {
  ACCEPTED(is("Accepted", 0)),
  WRONG_ANSWER(is("Wrong Answer", 0)),
  LOOP(
      s -> s.put("timeout", 1).put("wall_timeout", 30),
      result -> {
        is("Time Limit Exceeded", 124).accept(result);
        assertThat(onlyCase(result).get("run_time").asDouble()).isBetween(0.9, 1.9);
      }),
  SLEEP(
      s -> s.put("wall_timeout", 1.5),
      result -> {
        is("Time Limit Exceeded", 124).accept(result);
        assertThat(onlyCase(result).get("run_time").asDouble()).isLessThan(1.5);
        assertThat(onlyCase(result).get("wall_time").asDouble()).isBetween(1.4, 2.5);
      }),
  MEMORY(s -> s.put("memory", "128m"), is("Memory Limit Exceeded", 137)),
  FLOOD(is("Output Limit Exceeded", null)),
  SIGSEGV(signal("SIGSEGV")),
  SIGFPE(signal("SIGFPE")),
  SIGABRT(signal("SIGABRT")),
  NONZERO(is("Runtime Error (NZEC)", null)),
  EXIT_124(is("Runtime Error (NZEC)", 124)),
  EXIT_137(is("Runtime Error (NZEC)", 137)),
  COMPILE_ERROR(Expectation::isCompileError),
  COMPILE_BOMB(Expectation::isCompileError),
  FORK_BOMB(
      s -> s.put("timeout", 1).put("wall_timeout", 3),
      result ->
          assertThat(result.get("status").asText())
              .isNotIn("Accepted", "Internal Error", "Compilation Error"));

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Consumer<ObjectNode> limits;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Consumer<JsonNode> check;

  Expectation(Consumer<JsonNode> check) {
    this(submission -> {}, check);
  }

  Expectation(Consumer<ObjectNode> limits, Consumer<JsonNode> check) {
    this.limits = limits;
    this.check = check;
  }

  String program() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A program that does this, with one test case whose answer is 7. */
  ObjectNode submission(String language) {
    var submission = Programs.submission(language, program());
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin", "3 4\n")
        .put("expected_output", "7\n");
    limits.accept(submission);
    return submission;
  }

  /** Whether it ends in a limit, which another time it might not. */
  boolean isOfTheMoment() {
    return Set.of(LOOP, SLEEP, MEMORY, FLOOD, COMPILE_BOMB, FORK_BOMB).contains(this);
  }

  /** The members of a result that are the same each time. */
  List<String> lasting() {
    return switch (this) {
      case FORK_BOMB -> List.of();
      case COMPILE_BOMB -> List.of("status");
      default -> List.of("status", "message", "compile_output", "passed");
    };
  }

  void check(JsonNode result) {
    check.accept(result);
  }

  private static Consumer<JsonNode> is(String status, Integer exitCode) {
    return result -> {
      assertThat(result.get("status").asText()).isEqualTo(status);
      assertThat(onlyCase(result).get("status").asText()).isEqualTo(status);
      if (exitCode != null) {
        assertThat(onlyCase(result).get("exit_code").asInt(-1)).isEqualTo(exitCode);
      }
    };
  }

  private static Consumer<JsonNode> signal(String signal) {
    return result -> {
      is("Runtime Error (" + signal + ")", null).accept(result);
      assertThat(onlyCase(result).get("signal").asText()).isEqualTo(signal);
    };
  }

  private static void isCompileError(JsonNode result) {
    assertThat(result.get("status").asText()).isEqualTo("Compilation Error");
    assertThat(result.get("passed").asInt()).isZero();
  }

  private static JsonNode onlyCase(JsonNode result) {
    assertThat(result.get("results")).hasSize(1);
    return result.get("results").get(0);
  }
}
