package evalx.dialect;

import evalx.api.Door;
import evalx.config.Dialect;
import evalx.format.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers the requests of a dialect. A servlet and no resource of JAX-RS, because every answer,
 * also to a path that is not there, has the shape that the dialect's clients know.
 */
public abstract class DialectServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private static final Problem FOREIGN =
      Problem.of(403, "Origin not allowed", "CORS_ORIGINS does not name the origin of this page.");

  private final transient Door door;
  private final String dialect;

  protected DialectServlet(Dialect dialect, Door door) {
    this.door = door;
    this.dialect = dialect.name().toLowerCase(Locale.ROOT);
  }

  protected final Door door() {
    return door;
  }

  /**
   * What comes of a request.
   *
   * @throws RuntimeException that {@link #refuse} is told as a problem
   */
  protected abstract Reply handle(Call call);

  /** A problem in the shape that the dialect's clients know. */
  protected abstract Answer refuse(Problem problem);

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var call = new Call(request, response);
    var send = new SendAnswer(dialect, door, this::refuse);
    Reply reply;
    try {
      reply = mayAsk(call) ? handle(call) : Reply.now(refuse(FOREIGN));
    } catch (RuntimeException e) {
      reply = Reply.now(send.failed(call, e));
    }
    if (reply instanceof Reply.Now now) {
      send.now(call, now.answer());
    } else if (reply instanceof Reply.Large large) {
      send.large(call, large);
    } else if (reply instanceof Reply.Later later) {
      new WaitingCall(call, later, Optional.empty(), send).begin();
    } else if (reply instanceof Reply.Streamed streamed) {
      new WaitingCall(call, streamed.later(), Optional.of(streamed.messages()), send).begin();
    } else {
      throw new IllegalStateException(reply.toString());
    }
  }

  /**
   * Browsers send forms and text for pages of any origin without asking, and only keep the answer
   * from them: what changes something must not be done for those at all.
   */
  private boolean mayAsk(Call call) {
    return call.method().equals("GET") || door.allowsOrigin(call.request());
  }
}
