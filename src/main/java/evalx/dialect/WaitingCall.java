package evalx.dialect;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A request whose answer comes when its submission has ended, or its time is over. */
final class WaitingCall implements AsyncListener {
  /** The server ends what this does not: it has to be more than writing an answer may take. */
  private static final Duration SERVERS_PATIENCE = Duration.ofMinutes(3);

  private final Call call;
  private final Reply.Later later;
  private final Optional<EventMessages> messages;
  private final SendAnswer send;
  private final AsyncContext async;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final CompletableFuture<Void> timer = new CompletableFuture<>();

  /**
   * @param messages that come before the answer; empty where it comes alone
   */
  WaitingCall(Call call, Reply.Later later, Optional<EventMessages> messages, SendAnswer send) {
    this.call = call;
    this.later = later;
    this.messages = messages;
    this.send = send;
    this.async = call.request().startAsync(call.request(), call.response());
  }

  void begin() {
    async.setTimeout(later.maxWait().plus(SERVERS_PATIENCE).toMillis());
    async.addListener(this);
    try {
      if (messages.isPresent()) {
        open(messages.get());
      }
    } catch (IOException | RuntimeException e) {
      leave(); // as its client has
      send.complete(async);
      return;
    }
    send.after(timer, later.maxWait(), this::giveUp);
    var unused =
        later
            .answer()
            .whenComplete(
                (answer, failure) -> {
                  if (isFirst()) {
                    finish(() -> failure == null ? answer : send.failed(call, failure));
                  }
                });
  }

  private boolean isFirst() {
    timer.complete(null);
    return answered.compareAndSet(false, true);
  }

  private void giveUp() {
    if (isFirst()) {
      later.answer().cancel(false);
      finish(later.instead());
    }
  }

  private void open(EventMessages opened) throws IOException {
    var response = call.response();
    response.setContentType("text/event-stream");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    response.flushBuffer();
    opened.open(response.getOutputStream());
  }

  /** Nobody else ends the request, whatever making the answer comes to. */
  private void finish(Supplier<Answer> made) {
    var isSent = false;
    try {
      var answer = made.get();
      var event = messages.map(m -> m.end(answer.body()));
      isSent = true;
      if (event.isEmpty()) {
        send.late(call, answer, async);
      } else {
        send.lastEvent(call, answer, event.get(), async);
      }
    } finally {
      if (!isSent) {
        send.complete(async);
      }
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    giveUp();
  }

  @Override
  public void onError(AsyncEvent event) {
    leave();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    leave();
  }

  private void leave() {
    var unused = isFirst();
    messages.ifPresent(EventMessages::close);
    later.answer().cancel(false);
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // It is started once.
  }
}
