package evalx.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import evalx.format.FieldError;
import evalx.format.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Answers {@code /openapi} with the description of this interface, in YAML or JSON. A filter, for
 * the same reason as {@link Monitoring}: some servers add to the document what makes it invalid.
 */
public final class ApiDescription extends HttpFilter {
  private static final String PATH = "/openapi";
  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final Set<String> FORMATS = Set.of("JSON", "YAML");
  private static final Problem NO_FORMAT =
      new Problem(
          422,
          "Invalid parameter",
          "The parameters of this request cannot be used as they are.",
          List.of(
              new FieldError("format", "must be JSON or YAML, and there is no other parameter")));

  @SuppressWarnings("NullAway.Init")
  private byte[] yaml;

  @SuppressWarnings("NullAway.Init")
  private byte[] json;

  @Override
  public void init(FilterConfig config) {
    try (var in = ApiDescription.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      var mapper = new YAMLMapper();
      var document = (ObjectNode) mapper.readTree(in);
      var root = config.getServletContext().getContextPath() + "/";
      document.putArray("servers").addObject().put("url", root);
      yaml = mapper.writeValueAsBytes(document);
      json = new ObjectMapper().writeValueAsBytes(document);
    } catch (IOException e) {
      throw new IllegalStateException("openapi.yaml cannot be read", e);
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!WebFiles.path(request).equals(PATH)) {
      chain.doFilter(request, response);
    } else if (!METHODS.contains(request.getMethod())) {
      response.setHeader("Allow", String.join(", ", METHODS));
      ServerProblems.send(response, Problems.ofStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED));
    } else if (isUnderstood(request)) {
      answer(response, wantsJson(request));
    } else {
      ServerProblems.send(response, NO_FORMAT);
    }
  }

  private void answer(HttpServletResponse response, boolean asJson) throws IOException {
    var body = asJson ? json : yaml;
    response.setHeader("Vary", "Accept");
    response.setContentType(asJson ? "application/json" : "application/yaml");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static boolean isUnderstood(HttpServletRequest request) {
    var format = request.getParameter("format");
    return request.getParameterMap().size() == (format == null ? 0 : 1)
        && (format == null || FORMATS.contains(format.toUpperCase(Locale.ROOT)));
  }

  private static boolean wantsJson(HttpServletRequest request) {
    var accept = request.getHeader("Accept");
    var format = request.getParameter("format");
    return format == null
        ? accept != null && accept.contains("json")
        : format.equalsIgnoreCase("JSON");
  }
}
