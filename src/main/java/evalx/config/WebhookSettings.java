package evalx.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Webhooks: who may be called, how they are signed, and how often they are tried.
 *
 * @param secrets with each of which a webhook is signed; none: no submission may ask for one
 * @param allowed addresses that may be called although they are not public
 * @param authorities trusted beside those that the JVM trusts
 * @param timeout of an attempt as a whole
 */
public record WebhookSettings(
    List<Secret> secrets,
    List<Network> allowed,
    Optional<Authorities> authorities,
    Retries retries,
    Duration timeout) {
  private static final int MAX_ATTEMPTS = 50;
  private static final int WEEK = 604_800;

  /** The bytes of a secret, which nothing prints. */
  public static final class Secret {
    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private final byte[] key;

    private Secret(byte[] key) {
      this.key = key;
    }

    /**
     * Reads a secret in the form of Standard Webhooks: base64, with whsec_ before it or not.
     *
     * @param name of the setting
     */
    static Secret parse(String name, String text) {
      try {
        var key =
            Base64.getDecoder()
                .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
        if (key.length >= MIN_BYTES && key.length <= MAX_BYTES) {
          return new Secret(key);
        }
      } catch (IllegalArgumentException e) {
        // the sentence below says it all
      }
      throw new BadSetting(name, "must be whsec_ and 24 to 64 random bytes in base64");
    }

    /** A copy of the bytes. */
    public byte[] key() {
      return key.clone();
    }
  }

  /**
   * How often a webhook is tried.
   *
   * @param maxAttempts the first one included
   * @param maxTime from the end of the submission to the last attempt
   * @param firstDelay before the second attempt; it doubles with each further one
   */
  public record Retries(int maxAttempts, Duration maxTime, Duration firstDelay) {}

  public WebhookSettings {
    secrets = List.copyOf(secrets);
    allowed = List.copyOf(allowed);
  }

  static WebhookSettings read(SettingsReader reader) {
    var secrets = new ArrayList<Secret>();
    for (var name : new String[] {"WEBHOOK_SECRET", "WEBHOOK_OLD_SECRET"}) {
      reader.optional(name).map(text -> Secret.parse(name, text)).ifPresent(secrets::add);
    }
    return new WebhookSettings(
        secrets,
        reader.networks("WEBHOOK_ALLOW"),
        reader.authorities("WEBHOOK_CA"),
        new Retries(
            reader.number("WEBHOOK_MAX_ATTEMPTS", 1, MAX_ATTEMPTS),
            reader.seconds("WEBHOOK_MAX_TIME", 1, WEEK),
            Duration.ofMillis(reader.number("WEBHOOK_RETRY_MILLIS", 1, 600_000))),
        reader.seconds("WEBHOOK_TIMEOUT", 1, 60));
  }

  /** Whether submissions may ask for webhooks. */
  public boolean isOn() {
    return !secrets.isEmpty();
  }

  /** Whether a webhook may go to an address: a public one, or one that is allowed. */
  public boolean mayCall(InetAddress address) {
    return PublicNetworks.contain(address)
        || allowed.stream().anyMatch(network -> network.contains(address));
  }
}
