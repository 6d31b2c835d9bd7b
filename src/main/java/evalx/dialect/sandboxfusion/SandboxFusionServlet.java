package evalx.dialect.sandboxfusion;

import evalx.config.Dialect;
import evalx.dialect.Answer;
import evalx.dialect.AwaitEnd;
import evalx.dialect.Call;
import evalx.dialect.DialectServlet;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.format.Problem;
import evalx.intake.AcceptSubmission;
import evalx.language.Languages;
import evalx.submission.Caller;
import jakarta.inject.Inject;

/** SandboxFusion's API below {@code /sandboxfusion}. */
public class SandboxFusionServlet extends DialectServlet {
  private static final long serialVersionUID = 1;

  /** The one status after which its clients try again. */
  private static final int AGAIN = 504;

  private transient Languages languages;
  private transient AcceptSubmission acceptSubmission;
  private transient AwaitEnd awaitEnd;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public SandboxFusionServlet() {
    super(Dialect.SANDBOXFUSION);
  }

  @Inject
  final void use(Languages given, AcceptSubmission accept, AwaitEnd await) {
    languages = given;
    acceptSubmission = accept;
    awaitEnd = await;
  }

  @Override
  protected Reply handle(Call call) {
    if (call.is("GET", "/v1/ping")) {
      return Reply.now(Answer.json(200, Json.MAPPER.getNodeFactory().textNode("pong")));
    }
    if (!call.is("POST", "/run_code")) {
      return Reply.now(detail(404, "Not Found"));
    }
    if (!call.sendsJson()) {
      return Reply.now(detail(415, "Content-Type must be application/json"));
    }
    try {
      return run(call);
    } catch (Invalid e) {
      return Reply.now(e.answer());
    }
  }

  private Reply run(Call call) {
    // The result is read here too.
    var caller = door().caller(call.request(), Caller.Scope.READ);
    return door()
        .submit(
            call.request(),
            call.response(),
            (body, reservations) -> {
              var asked = RunCode.read(Json.parse(body), languages);
              var id =
                  acceptSubmission.accept(asked.program().request(), caller, reservations.apply(0));
              return new Reply.Later(
                  awaitEnd.of(id, caller, result -> RunCodeAnswer.of(asked, result)),
                  asked.maxWait(),
                  () -> detail(AGAIN, "The program waits in the queue; try again."));
            });
  }

  private static Answer detail(int status, String detail) {
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
