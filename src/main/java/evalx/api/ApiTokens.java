package evalx.api;

import evalx.config.ApiToken;
import evalx.submission.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API tokens of this node: tells from what a request sends who makes it. */
final class ApiTokens {
  private static final String SCHEME = "Bearer ";
  private static final Set<Caller.Scope> SCOPES = Set.of(Caller.Scope.SUBMIT, Caller.Scope.READ);

  private final List<ApiToken> tokens;

  /**
   * @param tokens none where everybody is let in
   */
  ApiTokens(List<ApiToken> tokens) {
    this.tokens = tokens;
  }

  /**
   * The caller of a request; empty where a token is needed and none was sent.
   *
   * @param authorization the header of this name, or null
   * @throws UnknownToken when the token that was sent is none of this node's
   */
  Optional<Caller> caller(@Nullable String authorization, String address) {
    if (tokens.isEmpty()) {
      return Optional.of(Caller.anonymous(address));
    }
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    var token =
        find(authorization.substring(SCHEME.length()).strip()).orElseThrow(UnknownToken::new);
    return Optional.of(new Caller(Optional.of(token.name()), address, SCOPES));
  }

  /** Compares with every token in full, so that the time taken does not tell how close it was. */
  private Optional<ApiToken> find(String value) {
    var given = bytes(value);
    Optional<ApiToken> found = Optional.empty();
    for (ApiToken token : tokens) {
      if (MessageDigest.isEqual(bytes(token.value()), given)) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A token was sent that is not known here. */
  static final class UnknownToken extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
