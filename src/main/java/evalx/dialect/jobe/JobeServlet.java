package evalx.dialect.jobe;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.config.Dialect;
import evalx.dialect.Answer;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Call;
import evalx.dialect.DialectServlet;
import evalx.dialect.Reply;
import evalx.files.FileStore;
import evalx.format.InvalidSubmission;
import evalx.format.Json;
import evalx.format.NotJson;
import evalx.format.Problem;
import evalx.intake.AcceptSubmission;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import java.util.stream.Collectors;

/** Jobe's API below {@code /jobe/index.php/restapi}. */
public class JobeServlet extends DialectServlet {
  private static final long serialVersionUID = 1;
  private static final int BUSY = 503;
  private static final String FILES = "/files/";

  private transient KnownLanguages languages;
  private transient SentFiles sentFiles;
  private transient FileStore store;
  private transient AcceptSubmission acceptSubmission;
  private transient AwaitEnd awaitEnd;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public JobeServlet() {
    super(Dialect.JOBE);
  }

  @Inject
  final void use(KnownLanguages known, AcceptSubmission accept, AwaitEnd await) {
    languages = known;
    acceptSubmission = accept;
    awaitEnd = await;
  }

  @Inject
  final void use(SentFiles files, FileStore fileStore) {
    sentFiles = files;
    store = fileStore;
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
            (body, reservations) -> run(call, parsed(body), caller, reservations.apply(0)));
  }

  private Reply run(Call call, JsonNode body, Caller caller, Reservation place) {
    var spec = RunSpec.read(body, languages, id -> sentFiles.find(id, caller));
    try {
      var id = acceptSubmission.accept(spec.program().request(), caller, place);
      return new Reply.Later(
          awaitEnd.alone(call, id, caller, result -> RunAnswer.of(spec, result, store::open)),
          spec.maxWait(),
          RunAnswer::overload);
    } catch (InvalidSubmission e) {
      return Reply.now(refused(e));
    }
  }

  /** What a compiler may not be told would not compile there. */
  private static Answer refused(InvalidSubmission invalid) {
    var sentence =
        invalid.errors().stream()
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; "));
    return invalid.errors().stream().allMatch(e -> e.field().startsWith("compiler_options"))
        ? RunAnswer.compilationError("0", sentence)
        : new Refused(400, sentence).answer();
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
