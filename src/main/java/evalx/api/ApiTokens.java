package evalx.api;

import evalx.config.AccessSettings;
import evalx.config.ApiToken;
import evalx.submission.Caller;
import evalx.submission.Caller.Scope;
import evalx.submission.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The API tokens of this node: tells from what a request sends who makes it. */
final class ApiTokens {
  private static final String SCHEME = "Bearer ";

  private final List<Known> tokens;
  private final boolean needed;

  ApiTokens(AccessSettings access) {
    this.tokens =
        Stream.concat(access.apiTokens().stream(), access.admin().stream()).map(Known::of).toList();
    this.needed = !access.apiTokens().isEmpty();
  }

  /**
   * A token.
   *
   * @param hash of its value: hashes are as long as each other, whatever is compared
   */
  private record Known(String name, byte[] hash, Set<Scope> scopes) {
    static Known of(ApiToken token) {
      var scopes =
          token.scopes().stream()
              .map(scope -> Scope.valueOf(scope.toUpperCase(Locale.ROOT)))
              .collect(Collectors.toSet());
      return new Known(token.name(), ApiTokens.hash(token.value()), scopes);
    }

    /** Whoever sends it from there. */
    Caller at(String address) {
      return new Caller(Optional.of(name), address, scopes);
    }
  }

  /** Whether every request needs one. */
  boolean areNeeded() {
    return needed;
  }

  /**
   * The caller of a request; empty where a token is needed and none was sent.
   *
   * @param authorization the header of this name
   * @param alone the header X-Auth-Token, which counts where the other names no token
   * @throws UnknownToken when the token that was sent is none of this node's
   */
  Optional<Caller> caller(@Nullable String authorization, @Nullable String alone, String address) {
    var sent = bearer(authorization).or(() -> Optional.ofNullable(alone));
    if (sent.isEmpty() || tokens.isEmpty()) {
      return needed ? Optional.empty() : Optional.of(Caller.anonymous(address));
    }
    var token = find(sent.get().strip()).orElseThrow(UnknownToken::new);
    return Optional.of(token.at(address));
  }

  /**
   * The administrator whose token this is; empty for any other text.
   *
   * @param address of the client that sends it
   */
  Optional<Caller> administrator(String value, String address) {
    return find(value.strip())
        .filter(token -> token.scopes().contains(Scope.ADMIN))
        .map(token -> token.at(address));
  }

  private static Optional<String> bearer(@Nullable String authorization) {
    return Optional.ofNullable(authorization)
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()));
  }

  /** Compares with every token in full, so that the time taken does not tell how close it was. */
  private Optional<Known> find(String value) {
    var given = hash(value);
    Optional<Known> found = Optional.empty();
    for (Known token : tokens) {
      if (MessageDigest.isEqual(token.hash(), given)) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  private static byte[] hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A token was sent that is not known here. */
  static final class UnknownToken extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
