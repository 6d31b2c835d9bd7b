package evalx.dialect;

import evalx.api.Door;
import evalx.config.Dialect;
import evalx.format.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers the requests of a dialect. A servlet and no resource of JAX-RS, because every answer,
 * also to a path that is not there, has the shape that the dialect's clients know.
 */
public abstract class DialectServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = System.getLogger(DialectServlet.class.getName());

  private static final Problem FOREIGN =
      Problem.of(403, "Origin not allowed", "CORS_ORIGINS does not name the origin of this page.");

  private final String name;

  @SuppressWarnings("NullAway.Init")
  private transient Door door;

  protected DialectServlet(Dialect dialect) {
    this.name = dialect.name().toLowerCase(Locale.ROOT);
  }

  @Inject
  final void use(Door given) {
    door = given;
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
    Reply reply;
    try {
      reply = mayAsk(call) ? handle(call) : Reply.now(refuse(FOREIGN));
    } catch (RuntimeException e) {
      reply = Reply.now(failed(call, e));
    }
    if (reply instanceof Reply.Now now) {
      send(call, now.answer());
    } else if (reply instanceof Reply.Large large) {
      sendLarge(call, large);
    } else if (reply instanceof Reply.Later later) {
      new Waiting(call, later, Optional.empty()).begin();
    } else if (reply instanceof Reply.Streamed streamed) {
      new Waiting(call, streamed.later(), Optional.of(streamed.messages())).begin();
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

  private Answer failed(Call call, Throwable failure) {
    var problem = Door.problem(failure);
    if (call.response().getHeader("Retry-After") == null) {
      Door.retryAfter(problem)
          .ifPresent(seconds -> call.response().setHeader("Retry-After", seconds.toString()));
    }
    return refuse(problem);
  }

  private void sendLarge(Call call, Reply.Large large) throws IOException {
    try (var room = door.room(large.caller())) {
      Answer answer;
      try {
        answer = large.made().apply(room);
      } catch (RuntimeException e) {
        answer = failed(call, e);
      }
      send(call, answer);
    }
  }

  private void send(Call call, Answer answer) throws IOException {
    door.answered(name, answer.status());
    var response = call.response();
    response.setStatus(answer.status());
    if (!answer.type().isEmpty()) {
      response.setContentType(answer.type());
    }
    response.setContentLength(answer.body().length);
    response.getOutputStream().write(answer.body());
  }

  /** A request whose answer comes when its submission has ended, or its time is over. */
  private final class Waiting implements AsyncListener {
    private final Call call;
    private final Reply.Later later;
    private final AsyncContext async;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Optional<EventMessages> messages;

    Waiting(Call call, Reply.Later later, Optional<EventMessages> messages) {
      this.call = call;
      this.later = later;
      this.messages = messages;
      this.async = call.request().startAsync();
    }

    void begin() throws IOException {
      async.setTimeout(later.maxWait().toMillis());
      async.addListener(this);
      if (messages.isPresent()) {
        open(messages.get());
      }
      var unused =
          later
              .answer()
              .whenComplete(
                  (answer, failure) -> {
                    if (answered.compareAndSet(false, true)) {
                      finish(failure == null ? answer : failed(call, failure));
                    }
                  });
    }

    private void open(EventMessages opened) throws IOException {
      var response = call.response();
      response.setContentType("text/event-stream");
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Accel-Buffering", "no");
      response.flushBuffer();
      opened.open(response.getOutputStream());
    }

    private void finish(Answer answer) {
      try {
        if (messages.isPresent()) {
          door.answered(name, answer.status());
          messages.get().end(answer.body());
        } else {
          send(call, answer);
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "a client of {0} left before its answer: {1}", name, e.toString());
      } finally {
        async.complete();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      if (answered.compareAndSet(false, true)) {
        later.answer().cancel(false);
        finish(later.instead().get());
      }
    }

    @Override
    public void onError(AsyncEvent event) {
      answered.set(true);
      later.answer().cancel(false);
    }

    @Override
    public void onComplete(AsyncEvent event) {
      later.answer().cancel(false);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // It is started once.
    }
  }
}
