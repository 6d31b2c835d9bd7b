package evalx.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Who may use this node over HTTP, and how much.
 *
 * @param apiTokens those that are let in; empty: everybody
 * @param admin the token of an administrator
 * @param limits of each caller whose token says nothing else
 * @param trustedProxies whose word on a client's address is taken
 * @param origins of pages that may use the API from a browser
 */
public record AccessSettings(
    List<ApiToken> apiTokens,
    Optional<ApiToken> admin,
    Limits limits,
    List<Network> trustedProxies,
    Origins origins) {
  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_QUOTA = 10_000_000;

  /**
   * Limits of a caller; 0 means none.
   *
   * @param rate requests in a minute that submit
   * @param quota jobs that have not ended
   */
  public record Limits(int rate, int quota) {}

  /**
   * Origins that browsers name.
   *
   * @param any whether all are allowed
   * @param allowed those that are, where not all
   */
  public record Origins(boolean any, List<String> allowed) {
    private static final Pattern ORIGIN =
        Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?");

    static Origins read(SettingsReader reader, boolean tokensNeeded) {
      var named = reader.list("CORS_ORIGINS");
      var any = named.isEmpty() ? tokensNeeded : named.equals(List.of("*"));
      if (!any && !named.stream().allMatch(name -> ORIGIN.matcher(name).matches())) {
        throw new BadSetting(
            "CORS_ORIGINS", "must be * or origins such as https://example.org, without a path");
      }
      return new Origins(any, any ? List.of() : named);
    }
  }

  static AccessSettings read(SettingsReader reader) {
    var tokens = tokens(reader.list("API_TOKENS"));
    var admin = reader.optional("ADMIN_TOKEN").map(ApiToken::admin);
    var all = new ArrayList<>(tokens);
    admin.ifPresent(all::add);
    requireDifferent(all, ApiToken::name, "two tokens of one name");
    requireDifferent(all, ApiToken::value, "the same token twice");
    return new AccessSettings(
        tokens,
        admin,
        new Limits(
            reader.number("RATE_LIMIT_PER_MINUTE", 0, MAX_RATE),
            reader.number("MAX_QUEUED_PER_CALLER", 0, MAX_QUOTA)),
        reader.networks("TRUSTED_PROXIES"),
        Origins.read(reader, !tokens.isEmpty()));
  }

  private static List<ApiToken> tokens(List<String> texts) {
    var tokens = new ArrayList<ApiToken>();
    for (String text : texts) {
      tokens.add(ApiToken.parse(text, tokens.size() + 1));
    }
    return List.copyOf(tokens);
  }

  private static void requireDifferent(
      List<ApiToken> tokens, Function<ApiToken, String> part, String complaint) {
    if (tokens.stream().map(part).distinct().count() < tokens.size()) {
      throw new BadSetting("API_TOKENS", "has " + complaint + ", or one of ADMIN_TOKEN");
    }
  }

  /**
   * Requests in a minute that a caller may make to submit; 0: as many as it likes.
   *
   * @param name of its token, where it has one
   */
  public int rate(Optional<String> name) {
    return limit(name, ApiToken::rate, limits.rate());
  }

  /** Jobs of a caller that may be queued or running at a time; 0: as many as it likes. */
  public int quota(Optional<String> name) {
    return limit(name, ApiToken::quota, limits.quota());
  }

  /** Whether jobs of some callers are counted. */
  public boolean hasQuotas() {
    return limits.quota() > 0 || apiTokens.stream().anyMatch(token -> token.quota().orElse(0) > 0);
  }

  private int limit(Optional<String> name, Function<ApiToken, OptionalInt> own, int otherwise) {
    return apiTokens.stream()
        .filter(token -> name.isPresent() && token.name().equals(name.get()))
        .findFirst()
        .map(own)
        .orElse(OptionalInt.empty())
        .orElse(otherwise);
  }
}
