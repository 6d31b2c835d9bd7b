package evalx.api;

import evalx.config.Settings;
import evalx.format.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Lets in only clients that name an API token, where tokens are configured. */
@Provider
@ApplicationScoped
public class TokenFilter implements ContainerRequestFilter {
  private static final String SCHEME = "Bearer ";

  private List<byte[]> tokens;

  /** For the proxy only: without tokens it answers nothing. */
  public TokenFilter() {}

  @Inject
  TokenFilter(Settings settings) {
    tokens = settings.http().apiTokens().stream().map(token -> bytes(token.value())).toList();
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (tokens.isEmpty()) {
      return;
    }
    var header = request.getHeaderString("Authorization");
    if (header == null || !header.startsWith(SCHEME)) {
      refuse(request, Problem.of(401, "No API token", "Send Authorization: Bearer and a token."));
    } else if (!isKnown(bytes(header.substring(SCHEME.length()).strip()))) {
      refuse(request, Problem.of(403, "Unknown API token", "This token is not known here."));
    }
  }

  /** Compares with all tokens in equal time, so that the time says nothing of how close it was. */
  private boolean isKnown(byte[] given) {
    var known = false;
    for (byte[] token : tokens) {
      known |= MessageDigest.isEqual(token, given);
    }
    return known;
  }

  private static void refuse(ContainerRequestContext request, Problem problem) {
    var response = Problems.response(problem);
    request.abortWith(
        problem.status() == 401
            ? response.header("WWW-Authenticate", "Bearer").build()
            : response.build());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
