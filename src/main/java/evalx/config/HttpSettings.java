package evalx.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** HTTP: where it listens, how open it is, and how large a request may be. */
public record HttpSettings(
    String host,
    int port,
    Exposure exposure,
    int maxBodyBytes,
    int maxTestCases,
    EventSettings events,
    DialectSettings dialects) {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(.+\\.)?localhost|::1|\\[::1\\]|(0:){7}1(%.*)?|(::ffff:)?127(\\.[0-9]{1,3}){3}");

  /**
   * What is open to whom.
   *
   * @param tokensNeeded whether API tokens keep others out
   * @param anonymous whether without tokens everybody on the network is let in, or those on this
   *     machine alone
   * @param openMetrics whether /metrics needs no token
   * @param openHealth whether what health checks say needs none
   */
  public record Exposure(
      boolean tokensNeeded, boolean anonymous, boolean openMetrics, boolean openHealth) {
    static Exposure read(SettingsReader reader, boolean tokensNeeded) {
      return new Exposure(
          tokensNeeded,
          reader.flag("ALLOW_ANONYMOUS"),
          reader.flag("OPEN_METRICS"),
          reader.flag("OPEN_HEALTH"));
    }

    /**
     * Whether requests may come in at an address of this machine.
     *
     * @param address as text, or a name
     */
    public boolean allows(String address) {
      return anonymous || tokensNeeded || isLoopback(address);
    }

    /**
     * Whether requests to a host may be answered. Where everybody on this machine is let in, that
     * includes a browser with a page of elsewhere, whose owner has let its name lead here.
     *
     * @param name as in the header Host, without the port
     */
    public boolean answersTo(String name) {
      return allows(name.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * @param tokensNeeded whether API tokens keep others out
   */
  static HttpSettings read(SettingsReader reader, boolean tokensNeeded) {
    var host = reader.text("HOST");
    var exposure = Exposure.read(reader, tokensNeeded);
    if (!exposure.allows(host)) {
      throw new BadSetting(
          "HOST", "'" + host + "' is open to the network: set API_TOKENS, or ALLOW_ANONYMOUS=true");
    }
    return new HttpSettings(
        host,
        reader.number("PORT", 1, 65535),
        exposure,
        reader.number("MAX_BODY_BYTES", 1024, 64 << 20),
        reader.number("MAX_TEST_CASES", 1, 1000),
        EventSettings.read(reader),
        DialectSettings.read(reader));
  }

  /** A name that only begins like an address of this machine may be anywhere. */
  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }
}
