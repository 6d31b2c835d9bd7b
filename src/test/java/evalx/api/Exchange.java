package evalx.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One request and its response, as far as filters use the interfaces of servlets. */
final class Exchange {
  private static final Map<String, String> FILES =
      Map.of(
          "/index.html",
              "<script type=\"importmap\">{}</script><link nonce=\"{nonce}\"><h1>EvalX</h1>",
          "/assets/app.js", "run()",
          "/WEB-INF/web.xml", "secret");

  private final Map<String, String> requestHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Object> attributes = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final String method;
  private final String path;
  private final Map<String, String> parameters;
  private String address = "127.0.0.1";
  private String query;
  private List<String> hosts = List.of("localhost");

  final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  int status = 200;

  /** Whether the request came through to what is behind the filters. */
  boolean passed;

  Exchange(String method, String path) {
    this(method, path, Map.of());
  }

  Exchange(String method, String path, String parameter, String value) {
    this(method, path, Map.of(parameter, value));
  }

  private Exchange(String method, String path, Map<String, String> parameters) {
    this.method = method;
    this.path = path;
    this.parameters = parameters;
  }

  /** The same, come in at another address of this machine than its loopback. */
  Exchange at(String localAddress) {
    address = localAddress;
    return this;
  }

  /** The same with a query, as it was sent. */
  Exchange asking(String queryString) {
    query = queryString;
    return this;
  }

  /** The same with these headers called Host. */
  Exchange toHosts(String... names) {
    hosts = List.of(names);
    return this;
  }

  Exchange with(String header, String value) {
    requestHeaders.put(header, value);
    return this;
  }

  private List<String> sent(String header) {
    return header.equals("Host")
        ? hosts
        : Optional.ofNullable(requestHeaders.get(header)).stream().toList();
  }

  String body() {
    return body.toString(StandardCharsets.UTF_8);
  }

  HttpServletRequest request() {
    return proxy(
        HttpServletRequest.class,
        (self, called, arguments) ->
            switch (called.getName()) {
              case "getMethod" -> method;
              case "isAsyncStarted" -> false;
              case "getServletPath" -> "";
              case "getPathInfo", "getRequestURI" -> path;
              case "getQueryString" -> query;
              case "getRemoteAddr" -> "192.0.2.7";
              case "getLocalAddr" -> address;
              case "getServerName" -> hosts.get(0);
              case "getHeader" -> requestHeaders.get((String) arguments[0]);
              case "getParameter" -> parameters.get((String) arguments[0]);
              case "getParameterMap" -> parameters;
              case "getHeaders" -> Collections.enumeration(sent((String) arguments[0]));
              case "getContentType" -> requestHeaders.get("Content-Type");
              case "getAttribute" -> attributes.get((String) arguments[0]);
              case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
              default -> throw new UnsupportedOperationException(called.getName());
            });
  }

  HttpServletResponse response() {
    return proxy(
        HttpServletResponse.class,
        (self, called, arguments) ->
            switch (called.getName()) {
              case "setStatus" -> {
                status = (int) arguments[0];
                yield null;
              }
              case "getStatus" -> status;
              case "isCommitted" -> false;
              case "setHeader", "addHeader" ->
                  headers.put((String) arguments[0], (String) arguments[1]);
              case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
              case "setContentLength" ->
                  headers.put("Content-Length", Integer.toString((int) arguments[0]));
              case "flushBuffer" -> null;
              case "resetBuffer" -> {
                body.reset();
                yield null;
              }
              case "getOutputStream" -> stream();
              default -> throw new UnsupportedOperationException(called.getName());
            });
  }

  /** Ends with the status and the body of a health check that tells too much. */
  FilterChain chain(int answer) {
    return (request, response) -> {
      passed = true;
      ((HttpServletResponse) response).setStatus(answer);
      response.getOutputStream().write("{\"data\":\"/var/lib\"}".getBytes(StandardCharsets.UTF_8));
      response.flushBuffer();
    };
  }

  private ServletOutputStream stream() {
    return new ServletOutputStream() {
      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void write(int b) {
        body.write(b);
      }
    };
  }

  /** The configuration of a filter in a web application of two pages. */
  static FilterConfig config() {
    var context =
        proxy(
            ServletContext.class,
            (self, called, arguments) ->
                switch (called.getName()) {
                  case "getContextPath" -> "/context";
                  case "getResourcePaths" -> children((String) arguments[0]);
                  case "getResourceAsStream" ->
                      new ByteArrayInputStream(
                          FILES.get((String) arguments[0]).getBytes(StandardCharsets.UTF_8));
                  default -> throw new UnsupportedOperationException(called.getName());
                });
    return proxy(FilterConfig.class, (self, called, arguments) -> context);
  }

  private static Set<String> children(String folder) {
    return switch (folder) {
      case "/" -> Set.of("/index.html", "/assets/", "/webjars/", "/WEB-INF/");
      case "/assets/" -> Set.of("/assets/app.js");
      default -> throw new AssertionError("is hidden: " + folder);
    };
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
