package evalx.dialect.sandboxfusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.config.Dialect;
import evalx.dialect.Answer;
import evalx.dialect.Call;
import evalx.dialect.DialectServlet;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.format.NotJson;
import evalx.format.Problem;
import evalx.language.Languages;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** SandboxFusion's API below {@code /sandboxfusion}. */
@Singleton
public class SandboxFusionServlet extends DialectServlet {
  private static final long serialVersionUID = 1;

  /** The one status after which its clients try again. */
  static final int AGAIN = 504;

  private static final Answer PONG =
      Answer.json(200, Json.MAPPER.getNodeFactory().textNode("pong"));

  private final transient Languages languages;
  private final transient RunProgram runProgram;
  private final transient FetchedFiles fetchedFiles;

  @Inject
  SandboxFusionServlet(
      Door door, Languages languages, RunProgram runProgram, FetchedFiles fetchedFiles) {
    super(Dialect.SANDBOXFUSION, door);
    this.languages = languages;
    this.runProgram = runProgram;
    this.fetchedFiles = fetchedFiles;
  }

  @Override
  protected Reply handle(Call call) {
    try {
      if (call.method().equals("POST") && !call.sendsJson()) {
        return Reply.now(detail(415, "Content-Type must be application/json"));
      }
      return switch (call.method() + " " + call.path()) {
        case "GET /v1/ping" -> Reply.now(PONG);
        case "GET /list_datasets" -> Reply.now(Answer.json(200, Json.MAPPER.createArrayNode()));
        case "POST /run_code" -> run(call);
        case "POST /submit" -> submit(call);
        case "POST /list_ids" -> read(call, Prompts::ids);
        case "POST /get_prompts" -> read(call, Prompts::list);
        case "POST /get_prompt_by_id" -> read(call, Prompts::single);
        case "POST /get_metrics" -> read(call, SandboxFusionServlet::noMetrics);
        case "POST /get_metrics_function" ->
            read(call, body -> noMetrics(body).putNull("function"));
        default -> Reply.now(detail(404, "Not Found"));
      };
    } catch (Invalid e) {
      return Reply.now(e.answer());
    } catch (BadRequest e) {
      return Reply.now(e.answer());
    }
  }

  /** There are none for problems that are judged by their tests. */
  private static ObjectNode noMetrics(JsonNode body) {
    ProvidedData.config(body);
    return Json.MAPPER.createObjectNode();
  }

  private Reply read(Call call, Function<JsonNode, JsonNode> answer) {
    door().caller(call.request(), Caller.Scope.READ);
    return door()
        .read(call.request(), body -> Reply.now(Answer.json(200, answer.apply(parsed(body)))));
  }

  private Reply run(Call call) {
    return accept(
        call,
        body -> {
          var asked = RunCode.read(body, languages);
          return new RunProgram.Asked(
              asked.program(),
              asked.maxWait(),
              result -> RunCodeAnswer.of(asked, result, fetchedFiles));
        });
  }

  private Reply submit(Call call) {
    return accept(
        call,
        body -> {
          var asked = Submit.read(body, languages);
          return new RunProgram.Asked(
              asked.program(), asked.tests().maxWait(), result -> SubmitAnswer.of(asked, result));
        });
  }

  private Reply accept(Call call, Function<JsonNode, RunProgram.Asked> reader) {
    // The result is read here too.
    var caller = door().caller(call.request(), Caller.Scope.READ);
    return door()
        .submit(
            call.request(),
            call.response(),
            (body, reservations) ->
                runProgram.reply(call, reader.apply(parsed(body)), caller, reservations.apply(0)));
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return Json.parse(body);
    } catch (NotJson e) {
      throw Invalid.of(e);
    }
  }

  static Answer detail(int status, String detail) {
    return Answer.json(status, "detail", detail);
  }

  @Override
  protected Answer refuse(Problem problem) {
    if (!problem.errors().isEmpty()) {
      var error = problem.errors().get(0);
      return new Invalid(error.field(), error.message()).answer();
    }
    return detail(problem.status() == 503 ? AGAIN : problem.status(), problem.detail());
  }
}
