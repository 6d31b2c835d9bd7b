package evalx.dialect.piston;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.api.Door;
import evalx.config.Dialect;
import evalx.dialect.Answer;
import evalx.dialect.Call;
import evalx.dialect.DialectServlet;
import evalx.dialect.Reply;
import evalx.format.FieldError;
import evalx.format.Json;
import evalx.format.Problem;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Piston's API below {@code /piston}. */
@Singleton
public class PistonServlet extends DialectServlet {
  private static final long serialVersionUID = 1;
  private static final String API = "/api/v2";

  private static final Answer VERSION = Answer.json(200, "message", "Piston v3.1.1");
  private static final Answer NOT_JSON =
      Answer.json(415, "message", "requests must be of type application/json");

  /** Whatever is to be removed: servers hand on no body of a DELETE, which would name it. */
  private static final Answer NOT_OURS =
      Answer.json(500, "message", "Packages are installed by the host");

  private static final Answer NOT_FOUND = Answer.json(404, "message", "Not Found");

  private final transient Runtimes runtimes;
  private final transient Execute execute;

  @Inject
  PistonServlet(Door door, Runtimes runtimes, Execute execute) {
    super(Dialect.PISTON, door);
    this.runtimes = runtimes;
    this.execute = execute;
  }

  @Override
  protected Reply handle(Call call) {
    try {
      var path = call.path();
      if (call.is("GET", "") || call.is("GET", API)) {
        return Reply.now(VERSION);
      }
      if (path.startsWith(API) && !call.method().equals("GET") && !mayBeJson(call)) {
        return Reply.now(NOT_JSON);
      }
      return switch (call.method() + " " + path) {
        case "GET " + API + "/runtimes" -> read(call, runtimes.list());
        case "GET " + API + "/packages" -> read(call, runtimes.packages());
        case "POST " + API + "/packages" -> Reply.now(install(call));
        case "DELETE " + API + "/packages" -> Reply.now(NOT_OURS);
        case "POST " + API + "/execute" -> execute(call);
        default -> Reply.now(NOT_FOUND);
      };
    } catch (BadRequest e) {
      return Reply.now(Answer.json(400, "message", String.valueOf(e.getMessage())));
    }
  }

  /**
   * A client that says nothing of its body, or that it is text, as piston-client does, is taken
   * unless it is a page of some site: pages can send text without being asked.
   */
  private static boolean mayBeJson(Call call) {
    var type = call.header("Content-Type").orElse("text/plain");
    return call.sendsJson() || (type.startsWith("text/plain") && call.header("Origin").isEmpty());
  }

  private Reply read(Call call, JsonNode list) {
    door().caller(call.request(), Caller.Scope.READ);
    return Reply.now(Answer.json(200, list));
  }

  /** Which packages there are is the host's affair. */
  private Answer install(Call call) {
    var asked = door().read(call.request(), Json::parse);
    var name = asked.path("language").asText();
    var version = asked.path("version").asText();
    if (runtimes.find(name, VersionRange.of(version)).isEmpty()) {
      var message = "Requested package " + name + "-" + version + " does not exist";
      return Answer.json(404, "message", message);
    }
    return Answer.json(500, "message", "Already installed");
  }

  private Reply execute(Call call) {
    var caller = door().caller(call.request(), Caller.Scope.READ);
    return door()
        .submitLarge(
            call.request(),
            call.response(),
            execute.maxBodyBytes(),
            (body, texts, reservations) ->
                execute.reply(call, caller, texts, Json.parse(body), reservations.apply(0)));
  }

  @Override
  protected Answer refuse(Problem problem) {
    var errors =
        problem.errors().stream().map(PistonServlet::sentence).collect(Collectors.joining("; "));
    // What is wrong with a request is 400 here.
    var status = problem.status() == 422 ? 400 : problem.status();
    return Answer.json(status, "message", errors.isEmpty() ? problem.detail() : errors);
  }

  private static String sentence(FieldError error) {
    return (error.field() + " " + error.message()).strip();
  }
}
