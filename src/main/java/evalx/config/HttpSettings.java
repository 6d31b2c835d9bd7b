package evalx.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * HTTP: where it listens, who may use it, and how large a request may be.
 *
 * @param apiTokens those that are let in; empty: everybody
 * @param openMetrics whether /metrics needs no token
 */
public record HttpSettings(
    String host,
    int port,
    List<ApiToken> apiTokens,
    boolean openMetrics,
    int maxBodyBytes,
    int maxTestCases,
    EventSettings events) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|::1|\\[::1\\]|127(\\.[0-9]{1,3}){3}");

  static HttpSettings read(SettingsReader reader) {
    var host = reader.text("HOST");
    var anonymous = reader.flag("ALLOW_ANONYMOUS");
    var tokens = tokens(reader.list("API_TOKENS"));
    if (tokens.isEmpty() && !isLoopback(host) && !anonymous) {
      throw new BadSetting(
          "HOST", "'" + host + "' is open to the network: set API_TOKENS, or ALLOW_ANONYMOUS=true");
    }
    return new HttpSettings(
        host,
        reader.number("PORT", 1, 65535),
        tokens,
        reader.flag("OPEN_METRICS"),
        reader.number("MAX_BODY_BYTES", 1024, 64 << 20),
        reader.number("MAX_TEST_CASES", 1, 1000),
        EventSettings.read(reader));
  }

  private static List<ApiToken> tokens(List<String> values) {
    return IntStream.range(0, values.size())
        .mapToObj(i -> new ApiToken("token-" + (i + 1), values.get(i)))
        .toList();
  }

  /** A name that only begins like an address of this machine may be anywhere. */
  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }
}
