package evalx.dialect.jobe;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.api.Door;
import evalx.config.Dialect;
import evalx.dialect.Answer;
import evalx.dialect.Call;
import evalx.dialect.DialectServlet;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.format.NotJson;
import evalx.format.Problem;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Jobe's API below {@code /jobe/index.php/restapi}. */
@Singleton
public class JobeServlet extends DialectServlet {
  private static final long serialVersionUID = 1;
  private static final int BUSY = 503;
  private static final String FILES = "/files/";

  private final transient KnownLanguages languages;
  private final transient SentFiles sentFiles;
  private final transient RunProgram runProgram;

  @Inject
  JobeServlet(Door door, KnownLanguages languages, SentFiles sentFiles, RunProgram runProgram) {
    super(Dialect.JOBE, door);
    this.languages = languages;
    this.sentFiles = sentFiles;
    this.runProgram = runProgram;
  }

  @Override
  protected Reply handle(Call call) {
    try {
      var path = call.path().replaceFirst("^(/index\\.php)?/restapi", "");
      return switch (call.method() + " " + path.replaceFirst("(?<=^/files/).*", "")) {
        case "GET /languages" -> Reply.now(list(call));
        case "POST /runs" -> run(call);
        case "PUT " + FILES -> Reply.now(put(call, path.substring(FILES.length())));
        case "GET " + FILES -> Reply.now(check(call, path.substring(FILES.length())));
        default -> throw new Refused(404, "Not found");
      };
    } catch (Refused e) {
      return Reply.now(e.answer());
    } catch (RunSpec.Overload e) {
      return Reply.now(RunAnswer.overload());
    }
  }

  private Answer list(Call call) {
    door().caller(call.request(), Caller.Scope.READ);
    return Answer.json(200, languages.list());
  }

  private Reply run(Call call) {
    requireJson(call);
    // The result is read here too.
    var caller = door().caller(call.request(), Caller.Scope.READ);
    return door()
        .submit(
            call.request(),
            call.response(),
            (body, reservations) ->
                runProgram.reply(call, parsed(body), caller, reservations.apply(0)));
  }

  private Answer put(Call call, String id) {
    requireJson(call);
    var caller = door().caller(call.request(), Caller.Scope.SUBMIT);
    return door()
        .read(
            call.request(),
            body -> {
              sentFiles.put(id, parsed(body).path("file_contents"), caller);
              return Answer.empty(204);
            });
  }

  private Answer check(Call call, String id) {
    var caller = door().caller(call.request(), Caller.Scope.READ);
    return Answer.empty(sentFiles.find(id, caller).isPresent() ? 204 : 404);
  }

  private static void requireJson(Call call) {
    if (!call.sendsJson()) {
      throw new Refused(415, "Content-Type must be application/json");
    }
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return Json.parse(body);
    } catch (NotJson e) {
      throw new Refused(400, "Non-JSON post data received");
    }
  }

  @Override
  protected Answer refuse(Problem problem) {
    return problem.status() == BUSY
        ? RunAnswer.overload()
        : new Refused(problem.status(), problem.detail()).answer();
  }
}
