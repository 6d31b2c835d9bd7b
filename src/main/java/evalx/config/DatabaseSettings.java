package evalx.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A PostgreSQL database.
 *
 * @param jdbcUrl without credentials
 * @param account empty where the server trusts the driver's default
 */
public record DatabaseSettings(String jdbcUrl, Optional<Account> account) {
  private static final Pattern SCHEME = Pattern.compile("(jdbc:)?(postgresql|postgres)://");
  private static final Pattern CREDENTIALS =
      Pattern.compile("(^|&)(user|password)=", Pattern.CASE_INSENSITIVE);

  /** Reads {@code DATABASE_URL}; empty where it is not set. */
  static Optional<DatabaseSettings> read(SettingsReader reader) {
    var user = reader.optional("DATABASE_USER");
    var password = reader.text("DATABASE_PASSWORD");
    return reader.optional("DATABASE_URL").map(text -> of(text, user, password));
  }

  private static DatabaseSettings of(String text, Optional<String> user, String password) {
    var uri = uri(text);
    var query = Optional.ofNullable(uri.getRawQuery());
    if (query.isPresent() && CREDENTIALS.matcher(query.get()).find()) {
      throw new BadSetting(
          "DATABASE_URL", "must have its account before the host: user:password@host");
    }
    var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    var parameters = query.map(q -> "?" + q).orElse("");
    return new DatabaseSettings(
        "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + parameters,
        Optional.ofNullable(uri.getRawUserInfo())
            .map(DatabaseSettings::account)
            .or(() -> user.map(name -> new Account(name, password))));
  }

  /** The message does not repeat the text, which may hold a password. */
  private static URI uri(String text) {
    var scheme = SCHEME.matcher(text);
    try {
      if (scheme.lookingAt()) {
        var uri = URI.create("postgresql://" + text.substring(scheme.end()));
        if (uri.getHost() != null && uri.getRawPath().matches("/[^/]+")) {
          return uri;
        }
      }
    } catch (IllegalArgumentException e) {
      // the sentence below says it all
    }
    throw new BadSetting("DATABASE_URL", "must look like postgresql://host:port/database");
  }

  private static Account account(String userInfo) {
    var parts = userInfo.split(":", 2);
    return new Account(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Where it is, for the log. */
  public String where() {
    return jdbcUrl.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
  }
}
