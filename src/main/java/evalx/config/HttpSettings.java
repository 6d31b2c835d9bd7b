package evalx.config;

import java.util.regex.Pattern;

/**
 * HTTP: where it listens, and how large a request may be.
 *
 * @param openMetrics whether /metrics needs no token
 */
public record HttpSettings(
    String host, int port, boolean openMetrics, int maxBodyBytes, int maxTestCases) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|::1|\\[::1\\]|127(\\.[0-9]{1,3}){3}");

  /**
   * @param tokensNeeded whether API tokens keep others out
   */
  static HttpSettings read(SettingsReader reader, boolean tokensNeeded) {
    var host = reader.text("HOST");
    var anonymous = reader.flag("ALLOW_ANONYMOUS");
    if (!tokensNeeded && !isLoopback(host) && !anonymous) {
      throw new BadSetting(
          "HOST", "'" + host + "' is open to the network: set API_TOKENS, or ALLOW_ANONYMOUS=true");
    }
    return new HttpSettings(
        host,
        reader.number("PORT", 1, 65535),
        reader.flag("OPEN_METRICS"),
        reader.number("MAX_BODY_BYTES", 1024, 64 << 20),
        reader.number("MAX_TEST_CASES", 1, 1000));
  }

  /** A name that only begins like an address of this machine may be anywhere. */
  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }
}
