package evalx.config;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token that lets a client in.
 *
 * @param name of the client, for logs, limits and the ownership of submissions
 * @param value the secret that it sends
 * @param scopes of submit, read and admin
 * @param rate requests in a minute that submit; empty: as everybody
 * @param quota jobs at a time; empty: as everybody
 */
public record ApiToken(
    String name, String value, Set<String> scopes, OptionalInt rate, OptionalInt quota) {
  private static final String SETTING = "API_TOKENS";
  private static final Set<String> SCOPES = Set.of("submit", "read", "admin");
  private static final Set<String> DEFAULT_SCOPES = Set.of("submit", "read");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public ApiToken {
    scopes = Set.copyOf(scopes);
  }

  /** The token of an administrator, who may do everything. */
  static ApiToken admin(String value) {
    return new ApiToken("admin", value, SCOPES, OptionalInt.empty(), OptionalInt.empty());
  }

  /**
   * Reads {@code [name:]secret[;scopes=submit+read][;rate=100][;quota=1000]}. What is wrong is told
   * without the secret.
   *
   * @param number of the token, from 1, which names it where it has no name
   * @throws BadSetting when it has another form
   */
  static ApiToken parse(String text, int number) {
    var parts = text.split(";", -1);
    var identity = parts[0].split(":", 2);
    var name = identity.length == 1 ? "token-" + number : identity[0].strip();
    var value = identity[identity.length - 1].strip();
    if (!NAME.matcher(name).matches() || value.isEmpty()) {
      throw new BadSetting(
          SETTING, "must have tokens like secret or name:secret, but number " + number + " is not");
    }
    var token = new ApiToken(name, value, DEFAULT_SCOPES, OptionalInt.empty(), OptionalInt.empty());
    for (String option : Arrays.asList(parts).subList(1, parts.length)) {
      token = token.with(option.strip());
    }
    return token;
  }

  private ApiToken with(String option) {
    var parts = option.split("=", 2);
    var setting = parts.length == 1 ? "" : parts[1].strip();
    return switch (parts[0].strip()) {
      case "scopes" -> new ApiToken(name, value, scopes(setting), rate, quota);
      case "rate" -> new ApiToken(name, value, scopes, number(setting), quota);
      case "quota" -> new ApiToken(name, value, scopes, rate, number(setting));
      default ->
          throw new BadSetting(SETTING, "has an option other than scopes, rate and quota: " + name);
    };
  }

  private Set<String> scopes(String text) {
    var named = Set.copyOf(Arrays.asList(text.split("\\+", -1)));
    if (!SCOPES.containsAll(named)) {
      throw new BadSetting(SETTING, "must have scopes of submit, read and admin: " + name);
    }
    return named;
  }

  private OptionalInt number(String text) {
    if (!text.matches("[0-9]{1,7}")) {
      throw new BadSetting(SETTING, "must have whole numbers as rate and quota: " + name);
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  @Override
  public String toString() {
    return name;
  }
}
