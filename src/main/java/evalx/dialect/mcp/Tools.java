package evalx.dialect.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Call;
import evalx.dialect.Program;
import evalx.format.Json;
import evalx.format.Problem;
import evalx.intake.AcceptSubmission;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Workers;
import evalx.submission.Caller;
import evalx.submission.Result;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** What agents may do here. What goes wrong is told to the agent, which may mend it. */
@Singleton
class Tools {
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

  Mono<CallToolResult> runCode(McpTransportContext context, Map<String, Object> arguments) {
    return run(
        context, () -> Arguments.of("run_code", arguments).single(languages), Report::single);
  }

  Mono<CallToolResult> runTests(McpTransportContext context, Map<String, Object> arguments) {
    return run(
        context, () -> Arguments.of("run_tests", arguments).tested(languages), Report::tested);
  }

  Mono<CallToolResult> listLanguages(McpTransportContext context, Map<String, Object> arguments) {
    return Mono.fromCallable(
            () -> {
              Arguments.of("list_languages", arguments);
              return list(McpTransport.call(context).call());
            })
        .onErrorResume(Tools::told);
  }

  private CallToolResult list(Call call) {
    door.caller(call.request(), Caller.Scope.READ);
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
    return result(report);
  }

  private Mono<CallToolResult> run(
      McpTransportContext context, Supplier<Program> program, Function<Result, ObjectNode> report) {
    return Mono.defer(
            () -> {
              var asked = McpTransport.call(context);
              var call = asked.call();
              var caller = door.caller(call.request(), Caller.Scope.READ);
              door.count(call.request(), call.response());
              var id = acceptSubmission.accept(program.get().request(), caller, asked.place());
              var end = awaitEnd.alone(call, id, caller, ended -> result(report.apply(ended)));
              McpTransport.progress(context)
                  .ifPresent(progress -> awaitEnd.follow(id, caller, end, progress::tell));
              return Mono.fromFuture(end);
            })
        .onErrorResume(Tools::told);
  }

  private static Mono<CallToolResult> told(Throwable failure) {
    return Mono.just(
        failure instanceof BadArgument
            ? failed(String.valueOf(failure.getMessage()))
            : failed(Door.problem(failure)));
  }

  private static CallToolResult failed(Problem problem) {
    var errors =
        problem.errors().stream()
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; "));
    return failed(errors.isEmpty() ? problem.detail() : errors);
  }

  /** The answer to a call that came to nothing. */
  static CallToolResult failed(String message) {
    return CallToolResult.builder().addTextContent(message).isError(true).build();
  }

  private static CallToolResult result(JsonNode report) {
    try {
      return CallToolResult.builder()
          .addTextContent(Json.MAPPER.writeValueAsString(report))
          .structuredContent(Json.MAPPER.convertValue(report, Map.class))
          .isError(false)
          .build();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
