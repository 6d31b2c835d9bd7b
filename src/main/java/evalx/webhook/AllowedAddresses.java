package evalx.webhook;

import evalx.config.WebhookSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of a receiver, those alone that a webhook may go to. The client connects to
 * what this gives and asks nobody else, so that a name cannot lead elsewhere a moment later.
 */
final class AllowedAddresses implements DnsResolver {
  static final String REFUSAL = "the address is not public";

  private final WebhookSettings settings;

  AllowedAddresses(WebhookSettings settings) {
    this.settings = settings;
  }

  /** None of a receiver's addresses may be called. */
  static final class NoneAllowed extends UnknownHostException {
    private static final long serialVersionUID = 1;

    NoneAllowed() {
      super(REFUSAL);
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var allowed =
        Stream.of(InetAddress.getAllByName(host))
            .filter(settings::mayCall)
            .toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw new NoneAllowed();
    }
    return allowed;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
