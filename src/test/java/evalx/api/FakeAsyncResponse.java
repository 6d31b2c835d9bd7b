package evalx.api;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.CompletionCallback;
import jakarta.ws.rs.container.TimeoutHandler;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * As Jersey does it: the answer is written by the thread that resumes, and a callback that is
 * registered after the end is never called.
 */
final class FakeAsyncResponse implements AsyncResponse {
  private final List<CompletionCallback> callbacks = new ArrayList<>();
  TimeoutHandler timeout;
  Object answer;
  OutputStream client = new ByteArrayOutputStream();
  IOException brokenOff;
  private boolean done;

  @Override
  public boolean resume(Object given) {
    var first = !done;
    done = true;
    if (first) {
      answer = given;
      write();
      List.copyOf(callbacks).forEach(callback -> callback.onComplete(null));
    }
    return first;
  }

  private void write() {
    if (answer instanceof Response response) {
      try {
        if (response.getEntity() instanceof StreamingOutput stream) {
          stream.write(client);
        } else {
          client.write((byte[]) response.getEntity());
        }
      } catch (IOException e) {
        brokenOff = e;
      }
    }
  }

  Response response() {
    return (Response) answer;
  }

  /** What the client has got so far. */
  byte[] got() {
    return ((ByteArrayOutputStream) client).toByteArray();
  }

  @Override
  public boolean resume(Throwable failure) {
    return resume((Object) failure);
  }

  @Override
  public Collection<Class<?>> register(Object callback) {
    if (!done) {
      callbacks.add((CompletionCallback) callback);
    }
    return List.of();
  }

  @Override
  public boolean setTimeout(long time, TimeUnit unit) {
    return !done;
  }

  @Override
  public void setTimeoutHandler(TimeoutHandler handler) {
    timeout = handler;
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public boolean isSuspended() {
    return !done;
  }

  @Override
  public boolean cancel() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean cancel(int retryAfter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean cancel(Date retryAfter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public Collection<Class<?>> register(Class<?> callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<Class<?>, Collection<Class<?>>> register(Class<?> callback, Class<?>... more) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<Class<?>, Collection<Class<?>>> register(Object callback, Object... more) {
    throw new UnsupportedOperationException();
  }
}
