package evalx.dialect;

import evalx.submission.Caller;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A request in a dialect and its answer, as far as dialects use them. */
public final class Asked {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");

  private final String method;
  private final String path;
  private final Map<String, String> headers;

  public final Map<String, String> answered = new HashMap<>();
  public final ByteArrayOutputStream body = new ByteArrayOutputStream();
  public volatile int status;

  /** Whether its client takes more. */
  boolean reads = true;

  /** Whether an asynchronous answer is over. */
  volatile boolean over;

  /** Whether the servlet's method has returned: an asynchronous request takes no listeners then. */
  volatile boolean hasReturned;

  /** Whether its client has left, so that nothing can be told to it. */
  volatile boolean hasLeft;

  private Optional<WriteListener> listener = Optional.empty();

  public Asked(String method, String path, Map<String, String> headers) {
    this.method = method;
    this.path = path;
    this.headers = headers;
  }

  /** Both of them. */
  public Call call() {
    return new Call(request(), response());
  }

  HttpServletRequest request() {
    return proxy(
        HttpServletRequest.class,
        (p, called, args) ->
            switch (called.getName()) {
              case "getMethod" -> method;
              case "getPathInfo" -> path;
              case "getHeader" -> headers.get((String) args[0]);
              case "getAttribute" -> CALLER;
              case "startAsync" -> context();
              default -> null;
            });
  }

  HttpServletResponse response() {
    return proxy(
        HttpServletResponse.class,
        (p, called, args) -> {
          switch (called.getName()) {
            case "setStatus" -> {
              if (hasLeft) {
                throw new IllegalStateException("the response has gone");
              }
              status = (int) args[0];
            }
            case "flushBuffer" -> {
              if (hasLeft) {
                throw new IOException("the client has left");
              }
            }
            case "setHeader" -> answered.put((String) args[0], (String) args[1]);
            case "getHeader" -> {
              return answered.get((String) args[0]);
            }
            case "getOutputStream" -> {
              return out();
            }
            default -> {
              // Nothing else is looked at.
            }
          }
          return null;
        });
  }

  private AsyncContext context() {
    return proxy(
        AsyncContext.class,
        (p, called, args) -> {
          if (called.getName().equals("addListener") && hasReturned) {
            throw new IllegalStateException("the thread of the request has returned");
          }
          over |= called.getName().equals("complete");
          return Map.of("getResponse", response(), "getRequest", request()).get(called.getName());
        });
  }

  /** Its client takes all that there is. */
  void read() throws IOException {
    reads = true;
    listener.orElseThrow().onWritePossible();
  }

  private ServletOutputStream out() {
    return new ServletOutputStream() {
      @Override
      public void write(int b) {
        body.write(b);
      }

      @Override
      public boolean isReady() {
        return reads;
      }

      @Override
      public void setWriteListener(WriteListener given) {
        listener = Optional.of(given);
      }
    };
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Asked.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
