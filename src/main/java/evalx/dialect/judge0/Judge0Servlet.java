package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.node.ArrayNode;
import evalx.api.Door;
import evalx.config.Dialect;
import evalx.dialect.Answer;
import evalx.dialect.Call;
import evalx.dialect.DialectServlet;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.format.Problem;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.BiFunction;

/** Judge0's API below {@code /judge0}. */
@Singleton
public class Judge0Servlet extends DialectServlet {
  private static final long serialVersionUID = 1;
  private static final String SUBMISSIONS = "/submissions/";
  private static final Answer NOT_FOUND = Refused.notFound().answer();

  private final transient AboutServer about;
  private final transient CreateSubmissions create;
  private final transient ShowSubmissions show;
  private final transient ListSubmissions list;

  @Inject
  Judge0Servlet(
      Door door,
      AboutServer about,
      CreateSubmissions create,
      ShowSubmissions show,
      ListSubmissions list) {
    super(Dialect.JUDGE0, door);
    this.about = about;
    this.create = create;
    this.show = show;
    this.list = list;
  }

  @Override
  protected Reply handle(Call call) {
    try {
      return call.path().startsWith("/submissions") ? submissions(call) : Reply.now(about(call));
    } catch (Refused e) {
      return Reply.now(e.answer());
    }
  }

  private Reply submissions(Call call) {
    return switch (call.method() + " " + call.path()) {
      case "POST /submissions" -> submit(call, create::one);
      case "POST /submissions/batch" -> submit(call, create::batch);
      case "GET /submissions/batch" ->
          large(reader(call), (caller, room) -> show.batch(call, caller, room));
      case "GET /submissions" ->
          large(lister(call), (caller, room) -> list.page(Params.query(call), caller, room));
      default -> submission(call);
    };
  }

  private interface Submit {
    Reply of(CreateSubmissions.Asked asked);
  }

  private Reply submit(Call call, Submit submit) {
    // The result may be read here too.
    var caller = reader(call);
    return door()
        .submit(
            call.request(),
            call.response(),
            (body, reservations) ->
                submit.of(
                    new CreateSubmissions.Asked(Params.of(call, body), caller, reservations)));
  }

  private Caller reader(Call call) {
    return door().caller(call.request(), Caller.Scope.READ);
  }

  /** An administrator is shown those of everybody. */
  private Caller lister(Call call) {
    return door().administrator(call.request()).orElseGet(() -> reader(call));
  }

  private Reply submission(Call call) {
    if (!call.path().startsWith(SUBMISSIONS)) {
      return Reply.now(NOT_FOUND);
    }
    var token = call.path().substring(SUBMISSIONS.length());
    return switch (call.method()) {
      case "GET" -> large(reader(call), (caller, room) -> show.one(token, call, caller, room));
      case "DELETE" -> Reply.now(delete(token, call));
      default -> Reply.now(NOT_FOUND);
    };
  }

  private static Reply large(Caller caller, BiFunction<Caller, Door.Room, Answer> made) {
    return new Reply.Large(
        caller,
        room -> {
          try {
            return made.apply(caller, room);
          } catch (Refused e) {
            return e.answer();
          }
        });
  }

  private Answer delete(String token, Call call) {
    return door()
        .administrator(call.request())
        .map(caller -> show.delete(token, call, caller).orElse(NOT_FOUND))
        .orElse(Answer.empty(403));
  }

  private Answer about(Call call) {
    reader(call);
    return switch (call.method() + " " + call.path()) {
      case "POST /authenticate" -> Answer.empty(200);
      case "POST /authorize" ->
          Answer.empty(door().administrator(call.request()).isPresent() ? 200 : 403);
      default ->
          call.method().equals("GET") ? about.answer(call.path()).orElse(NOT_FOUND) : NOT_FOUND;
    };
  }

  @Override
  protected Answer refuse(Problem problem) {
    return Answer.json(problem.status(), "error", sentence(problem));
  }

  static String sentence(Problem problem) {
    return problem.title().equals("Queue full") ? "queue is full" : problem.detail();
  }

  /** Refuses a number of submissions that no batch may have. */
  static void checkBatch(int size) {
    if (size == 0) {
      throw new Refused(400, "there should be at least one submission in a batch");
    }
    if (size > Facts.MAX_BATCH) {
      var error = "number of submissions in a batch should be less than or equal to ";
      throw new Refused(400, error + Facts.MAX_BATCH);
    }
  }

  static ArrayNode list() {
    return Json.MAPPER.createArrayNode();
  }
}
