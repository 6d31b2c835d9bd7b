package evalx.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** HTTP: where it listens, who may use it, and how large a request may be. */
public record HttpSettings(
    String host, int port, Access access, int maxBodyBytes, int maxTestCases) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|::1|\\[::1\\]|(0:){7}1(%.*)?|(::ffff:)?127(\\.[0-9]{1,3}){3}");

  /**
   * Who may use it.
   *
   * @param tokens those that are let in; empty: everybody, as far as the next one says
   * @param anonymous whether everybody is everybody on the network, or on this machine alone
   * @param openMetrics whether /metrics needs no token
   */
  public record Access(List<ApiToken> tokens, boolean anonymous, boolean openMetrics) {
    static Access read(SettingsReader reader) {
      return new Access(
          named(reader.list("API_TOKENS")),
          reader.flag("ALLOW_ANONYMOUS"),
          reader.flag("OPEN_METRICS"));
    }

    /**
     * Whether requests may come in at an address of this machine.
     *
     * @param address as text, or a name
     */
    public boolean allows(String address) {
      return anonymous || !tokens.isEmpty() || isLoopback(address);
    }
  }

  static HttpSettings read(SettingsReader reader) {
    var host = reader.text("HOST");
    var access = Access.read(reader);
    if (!access.allows(host)) {
      throw new BadSetting(
          "HOST", "'" + host + "' is open to the network: set API_TOKENS, or ALLOW_ANONYMOUS=true");
    }
    return new HttpSettings(
        host,
        reader.number("PORT", 1, 65535),
        access,
        reader.number("MAX_BODY_BYTES", 1024, 64 << 20),
        reader.number("MAX_TEST_CASES", 1, 1000));
  }

  private static List<ApiToken> named(List<String> values) {
    return IntStream.range(0, values.size())
        .mapToObj(i -> new ApiToken("token-" + (i + 1), values.get(i)))
        .toList();
  }

  /** A name that only begins like an address of this machine may be anywhere. */
  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }
}
