package evalx.dialect.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Program;
import evalx.format.Json;
import evalx.format.Problem;
import evalx.intake.AcceptSubmission;
import evalx.intake.Reservation;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Workers;
import evalx.submission.Caller;
import evalx.submission.Result;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What agents may do here. */
@Singleton
class Tools {
  /** Agents give up after a minute or two. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(100);

  private final Door door;
  private final AcceptSubmission acceptSubmission;
  private final AwaitEnd awaitEnd;
  private final Languages languages;
  private final Workers workers;

  @Inject
  Tools(
      Door door,
      AcceptSubmission acceptSubmission,
      AwaitEnd awaitEnd,
      Languages languages,
      Workers workers) {
    this.door = door;
    this.acceptSubmission = acceptSubmission;
    this.awaitEnd = awaitEnd;
    this.languages = languages;
    this.workers = workers;
  }

  McpSchema.CallToolResult runCode(McpCall call, Map<String, Object> arguments) {
    return answer(() -> run(call, new Arguments(arguments).single(languages), Report::single));
  }

  McpSchema.CallToolResult runTests(McpCall call, Map<String, Object> arguments) {
    return answer(() -> run(call, new Arguments(arguments).tested(languages), Report::tested));
  }

  McpSchema.CallToolResult listLanguages() {
    return answer(
        () -> {
          var offer = workers.offer();
          var report = Json.MAPPER.createObjectNode();
          var list = report.putArray("languages");
          for (Language language : languages.all()) {
            if (offer.works(language.id())) {
              var item = list.addObject().put("language", language.id());
              item.put("name", language.name());
              item.put("version", String.join(", ", offer.versionsOf(language.id())));
              item.put("timeout", language.timeout().toSeconds());
              item.put("memory_mib", language.memory() >> 20);
            }
          }
          return report;
        });
  }

  private interface Work {
    ObjectNode done() throws TimeoutException, ExecutionException, InterruptedException;
  }

  /** What goes wrong is told to the agent, which may mend it. */
  private static McpSchema.CallToolResult answer(Work work) {
    try {
      return result(work.done(), false);
    } catch (BadArgument e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (TimeoutException e) {
      return failed("The program waits in the queue, or runs, for too long; try again later.");
    } catch (ExecutionException e) {
      return failed(Door.problem(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("The server is being stopped.");
    } catch (RuntimeException e) {
      return failed(Door.problem(e));
    }
  }

  private ObjectNode run(McpCall call, Program program, Function<Result, ObjectNode> report)
      throws TimeoutException, ExecutionException, InterruptedException {
    var caller = door.caller(call, Caller.Scope.READ);
    door.count(call, call.response());
    var id = acceptSubmission.accept(program.request(), caller, Reservation.NEW);
    var end = awaitEnd.of(id, caller, report);
    try {
      return end.get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      end.cancel(false);
    }
  }

  private static McpSchema.CallToolResult failed(Problem problem) {
    var errors =
        problem.errors().stream()
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; "));
    return failed(errors.isEmpty() ? problem.detail() : errors);
  }

  private static McpSchema.CallToolResult failed(String message) {
    return McpSchema.CallToolResult.builder().addTextContent(message).isError(true).build();
  }

  private static McpSchema.CallToolResult result(JsonNode report, boolean isError) {
    try {
      return McpSchema.CallToolResult.builder()
          .addTextContent(Json.MAPPER.writeValueAsString(report))
          .structuredContent(Json.MAPPER.convertValue(report, Map.class))
          .isError(isError)
          .build();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
