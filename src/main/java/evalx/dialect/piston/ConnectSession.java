package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.dialect.Signals;
import evalx.format.Json;
import evalx.intake.LiveRunRefused;
import evalx.intake.LiveRuns;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that runs one program over a WebSocket and takes part in its run. */
final class ConnectSession implements LiveRuns.Client {
  /** Piston has a second, which is too little where a server is busy. */
  private static final int INIT_SECONDS = 5;

  /** Longer than any run takes, and waits for its turn, which have limits of their own. */
  private static final Duration MAX_IDLE = Duration.ofMinutes(15);

  /** For which a client may take what waits for it when its run is over. */
  private static final int LEAVING_SECONDS = 60;

  private static final Logger LOG = System.getLogger(ConnectSession.class.getName());

  private final Session session;
  private final ConnectOutbox outbox;
  private final Connecting client;
  private final ConnectProgress progress;
  private Optional<ExecuteRequest.Parsed> asked = Optional.empty();
  private Optional<LiveRuns.Run> run = Optional.empty();
  private boolean closed;

  ConnectSession(Session session, Connecting client) {
    this.session = session;
    this.outbox = new ConnectOutbox(session);
    this.progress = new ConnectProgress(outbox);
    this.client = client;
  }

  void open() {
    after(
        INIT_SECONDS,
        () -> {
          if (isInitialized()) {
            limitIdleTime();
          } else {
            close(ConnectEnds.TIMEOUT);
          }
        });
  }

  private void after(int seconds, Runnable action) {
    CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS, client.threads()).execute(action);
  }

  /**
   * Not when it opens: Payara then runs a check of a limit that it does not have yet, which would
   * take this one for passed.
   */
  private void limitIdleTime() {
    try {
      session.setMaxIdleTimeout(MAX_IDLE.toMillis());
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "a WebSocket was closed already: {0}", e.toString());
    }
  }

  private synchronized boolean isInitialized() {
    return asked.isPresent();
  }

  void onMessage(String text) {
    try {
      var message = Json.parse(text.getBytes(UTF_8));
      switch (message.path("type").asText()) {
        case "init" -> init(message);
        case "data" -> data(message);
        case "eof" -> running().ifPresent(begun -> taken(begun.end()));
        case "signal" -> signal(message);
        default -> LOG.log(Level.DEBUG, "a message of another type is passed over");
      }
    } catch (RuntimeException e) {
      notify(words(e));
    }
  }

  void onTooLarge() {
    close(ConnectEnds.LARGE);
  }

  private static String words(RuntimeException failure) {
    if (failure instanceof BadRequest || failure instanceof LiveRunRefused) {
      return String.valueOf(failure.getMessage());
    }
    var problem = Door.problem(failure);
    return problem.errors().stream()
        .findFirst()
        .map(error -> error.field() + " " + error.message())
        .orElse(problem.detail());
  }

  private void init(JsonNode message) {
    if (isInitialized()) {
      close(ConnectEnds.ALREADY);
      return;
    }
    var parsed = ExecuteRequest.live(message, client.runtimes());
    synchronized (this) {
      asked = Optional.of(parsed);
    }
    var hello = Json.MAPPER.createObjectNode().put("type", "runtime");
    hello.put("language", parsed.runtime().entry().name());
    send(hello.put("version", parsed.runtime().version()));
    if (parsed.runtime().entry().compiled()) {
      send(ConnectProgress.stage("compile"));
    }
    var begun = client.accept().accept(parsed.program().request(), client.caller(), this);
    if (!keep(begun)) {
      begun.cancel();
    }
  }

  private synchronized boolean keep(LiveRuns.Run begun) {
    run = Optional.of(begun);
    return !closed;
  }

  private void data(JsonNode message) {
    var begun = running();
    if (begun.isPresent() && !message.path("stream").asText().equals("stdin")) {
      close(ConnectEnds.ONLY_STDIN);
    } else {
      begun.ifPresent(to -> taken(to.write(message.path("data").asText("").getBytes(UTF_8))));
    }
  }

  private void signal(JsonNode message) {
    var begun = running();
    var number = Signals.number(message.path("signal").asText());
    if (begun.isPresent() && number.isEmpty()) {
      close(ConnectEnds.BAD_SIGNAL);
    } else {
      begun.ifPresent(to -> taken(to.signal(number.getAsInt())));
    }
  }

  /** The run; without one the client is told so. */
  private Optional<LiveRuns.Run> running() {
    Optional<LiveRuns.Run> found;
    boolean over;
    synchronized (this) {
      found = run;
      over = closed;
    }
    if (found.isEmpty() && !over) {
      close(ConnectEnds.NOT_YET);
    }
    return found;
  }

  private void taken(boolean wasTaken) {
    if (!wasTaken) {
      notify("too much was sent that the program has not read");
    }
  }

  @Override
  public void compiled(Result.Compiled how, boolean failed) {
    telling(() -> progress.compiled(asked.orElseThrow().runtime(), how, failed));
    if (failed) {
      complete();
    }
  }

  @Override
  public void stdout(byte[] bytes) {
    telling(() -> progress.stdout(bytes));
  }

  @Override
  public void stderr(byte[] bytes) {
    telling(() -> progress.stderr(bytes));
  }

  @Override
  public void ended(CaseResult result) {
    telling(() -> progress.ended(result));
    complete();
  }

  private void telling(Runnable what) {
    try {
      what.run();
    } catch (ConnectProgress.TooSlow e) {
      release();
      client.cut().run();
      outbox.closeAtOnce(ConnectEnds.NOTIFIED);
      throw e;
    }
  }

  @Override
  public void failed(RuntimeException why) {
    notify("The program could not be run; try again.");
  }

  private void notify(String error) {
    send(Json.MAPPER.createObjectNode().put("type", "error").put("message", error));
    close(ConnectEnds.NOTIFIED);
  }

  private void send(ObjectNode message) {
    outbox.send(message.toString());
  }

  /** The run has ended by itself, on this thread: nothing is to be ended. */
  private void complete() {
    end();
    outbox.close(ConnectEnds.COMPLETED);
  }

  private void close(CloseReason reason) {
    release();
    outbox.close(reason);
  }

  /** The client has gone, or is to go: its program ends. */
  void release() {
    end().ifPresent(LiveRuns.Run::cancel);
  }

  /** Nothing is taken from the client any more; what it does not take in time is given up. */
  private synchronized Optional<LiveRuns.Run> end() {
    if (!closed) {
      closed = true;
      after(LEAVING_SECONDS, client.cut());
    }
    var ending = run;
    run = Optional.empty();
    return ending;
  }
}
