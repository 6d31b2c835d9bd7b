package evalx.dialect;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/** A request in a dialect, and where its answer goes. */
public record Call(HttpServletRequest request, HttpServletResponse response) {
  /** GET for HEAD too: the server leaves out the body. */
  public String method() {
    return request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
  }

  /** The path below that of the dialect, without a slash at its end; "" for the dialect itself. */
  public String path() {
    var path = request.getPathInfo() == null ? "" : request.getPathInfo();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Whether it is this method and path. */
  public boolean is(String method, String path) {
    return method().equals(method) && path().equals(path);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  /** Whether its body says of itself that it is JSON. */
  public boolean sendsJson() {
    return header("Content-Type").filter(type -> type.startsWith("application/json")).isPresent();
  }
}
