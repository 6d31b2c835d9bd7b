package evalx.api;

import evalx.format.EventWriter;
import evalx.format.Problem;
import evalx.format.SocketMessage;
import evalx.push.Connection;
import evalx.push.EventStream;
import evalx.push.Sink;
import evalx.push.StreamEvent;
import evalx.push.StreamLimits;
import evalx.result.EventId;
import evalx.submission.SubmissionId;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client that is told the events of one submission, or of many, over a WebSocket. */
final class SocketConnection implements Connection, Sink {
  /** A message that has not left by then waits for the client. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final CloseReason DONE = reason(CloseCodes.NORMAL_CLOSURE, "");

  private static final CloseReason SLOW =
      reason(CloseCodes.VIOLATED_POLICY, "takes no more messages");
  private static final CloseReason FULL = reason(CloseCodes.TRY_AGAIN_LATER, "too many streams");
  private static final CloseReason LARGE = reason(CloseCodes.TOO_BIG, "too large");
  private static final CloseReason LEAVING = reason(CloseCodes.GOING_AWAY, "");
  private static final Logger LOG = System.getLogger(SocketConnection.class.getName());

  private final Session session;
  private final SocketRequest request;
  private final SocketOutbox outbox;
  private final Map<SubmissionId, Followed> followed = new HashMap<>();
  private final Pulse pulse = new Pulse(System.nanoTime());
  private Optional<StreamLimits.Place> place = Optional.empty();
  private boolean closed;
  private final AtomicBoolean left = new AtomicBoolean();

  /** A submission whose events are told here. */
  private record Followed(EventStream stream, StreamLimits.Place place) {
    void end() {
      stream.close();
      place.close();
    }
  }

  SocketConnection(Session session, SocketRequest request) {
    this.session = session;
    this.request = request;
    this.outbox = new SocketOutbox(session);
  }

  private static CloseReason reason(CloseReason.CloseCode code, String words) {
    return new CloseReason(code, words);
  }

  void open() {
    request.streams().add(this);
    try {
      if (request.submission().isPresent()) {
        subscribe(request.submission().get(), request.from());
      } else {
        hold(request.limits().take(request.caller()));
      }
    } catch (RuntimeException e) {
      outbox.answer(problem(Optional.empty(), e));
      close(FULL);
    }
  }

  /** The place of the WebSocket itself, which can be without a stream. */
  private synchronized void hold(StreamLimits.Place taken) {
    place = Optional.of(taken);
  }

  /** Something came from the client: it is there. */
  void heard() {
    pulse.heard(System.nanoTime());
  }

  void onMessage(String text) {
    heard();
    try {
      if (request.submission().isPresent()) {
        throw new Refusal(
            Problem.of(400, "Nothing to say", "This WebSocket is for one submission alone."));
      }
      var message = SocketMessage.read(text);
      message.unsubscribe().forEach(this::unsubscribe);
      message.subscribe().forEach(this::subscribe);
    } catch (RuntimeException e) {
      answer(Optional.empty(), e);
    }
  }

  void onTooLarge() {
    close(LARGE);
  }

  private void subscribe(SocketMessage.Wanted wanted) {
    try {
      var from = wanted.lastEventId();
      subscribe(wanted.id(), from.isEmpty() ? EventId.START : EventRequest.id(from));
    } catch (RuntimeException e) {
      answer(Optional.of(wanted.id()), e);
    }
  }

  private synchronized void subscribe(SubmissionId id, EventId from) {
    if (closed || followed.containsKey(id)) {
      return;
    }
    var taken = request.limits().take(request.caller());
    try {
      var streams = request.streams();
      var stream = streams.open(streams.follow(id, request.caller(), from), Optional.empty(), this);
      followed.put(id, new Followed(stream, taken));
      stream.wake();
    } catch (RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  private synchronized void unsubscribe(SubmissionId id) {
    var ended = followed.remove(id);
    if (ended != null) {
      ended.end();
      outbox.forget(ended.stream());
    }
  }

  /** Its client may have unsubscribed meanwhile, and follow the submission by another stream. */
  private synchronized void forget(EventStream ended) {
    var known = followed.get(ended.id());
    if (known != null && known.stream().equals(ended)) {
      unsubscribe(ended.id());
    }
  }

  private void answer(Optional<SubmissionId> id, RuntimeException failure) {
    if (!outbox.answer(problem(id, failure))) {
      close(SLOW);
    }
  }

  private static StreamEvent problem(Optional<SubmissionId> id, RuntimeException failure) {
    return StreamEvent.problem(EventWriter.problem(id, Problems.logged(failure)));
  }

  @Override
  public boolean send(EventStream stream, StreamEvent event) {
    return outbox.send(stream, event);
  }

  @Override
  public void resume() {
    // The outbox wakes a stream only when it takes messages.
  }

  @Override
  public void end(EventStream stream) {
    forget(stream);
    if (request.submission().isPresent()) {
      // Its last message may be on its way for a while, and is cut as any other is.
      finish(DONE);
    }
  }

  @Override
  public void tick(long now) {
    if (outbox.isStalled(now, MAX_STALL) || hasOverdue(now) || pulse.isGone(now)) {
      LOG.log(Level.DEBUG, "a client answers no more, or too slowly; its WebSocket is closed");
      close(SLOW);
    } else if (pulse.asks(now)) {
      outbox.ping();
    }
  }

  private synchronized boolean hasOverdue(long now) {
    return followed.values().stream().anyMatch(each -> each.stream().isOverdue(now));
  }

  @Override
  public Optional<String> stalled() {
    return outbox.isStalled(System.nanoTime(), SOON)
        ? Optional.of(request.caller().limitKey())
        : Optional.empty();
  }

  @Override
  public void close() {
    close(LEAVING);
  }

  private void close(CloseReason reason) {
    if (outbox.isStalled(System.nanoTime(), SOON)) {
      // What says why would wait behind what the client does not take.
      cutOff();
    } else {
      finish(reason);
    }
  }

  private void finish(CloseReason reason) {
    unfollow();
    outbox.close(() -> sayWhy(reason));
  }

  private void cutOff() {
    unfollow();
    outbox.close(() -> {});
    left.set(true);
    request.streams().remove(this);
    if (!request.connection().end()) {
      sayWhy(SLOW);
    }
  }

  private void sayWhy(CloseReason reason) {
    leave();
    try {
      session.close(reason);
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "a WebSocket was closed already: {0}", e.toString());
    }
  }

  /** The WebSocket is closed, by whomever. */
  void onClose() {
    unfollow();
    outbox.close(() -> {});
    leave();
  }

  /** The client is left to take what waits for it. */
  private void leave() {
    if (left.compareAndSet(false, true)) {
      request.streams().add(new LeavingClient(request, System.nanoTime()));
      request.streams().remove(this);
    }
  }

  /** Follows nothing any more. */
  private synchronized void unfollow() {
    closed = true;
    place.ifPresent(StreamLimits.Place::close);
    followed.values().forEach(Followed::end);
    followed.clear();
  }
}
