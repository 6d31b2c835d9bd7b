package evalx.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Answers {@code /openapi} with the description of this interface, in YAML or JSON. A filter, for
 * the same reason as {@link Monitoring}: some servers add to the document what makes it invalid.
 */
public final class ApiDescription extends HttpFilter {
  private static final String PATH = "/openapi";
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

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
    if (!WebFiles.path(request).equals(PATH) || !METHODS.contains(request.getMethod())) {
      chain.doFilter(request, response);
      return;
    }
    var asJson = wantsJson(request);
    var body = asJson ? json : yaml;
    response.setHeader("Vary", "Accept");
    response.setContentType(asJson ? "application/json" : "application/yaml");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static boolean wantsJson(HttpServletRequest request) {
    var accept = request.getHeader("Accept");
    return "JSON".equalsIgnoreCase(request.getParameter("format"))
        || (accept != null && accept.contains("json"));
  }
}
