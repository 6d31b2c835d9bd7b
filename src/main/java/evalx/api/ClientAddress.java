package evalx.api;

import evalx.config.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The network address of a client, which may be behind proxies. */
final class ClientAddress {
  private static final Pattern PORT =
      Pattern.compile("(?:\\[([^\\]]*)\\]|([0-9.]+))(?::[0-9]{1,5})?");

  private final List<Network> trusted;

  /**
   * @param trusted proxies that add the address of their client to X-Forwarded-For
   */
  ClientAddress(List<Network> trusted) {
    this.trusted = trusted;
  }

  /**
   * The last address that is no trusted proxy's: what stands before it may be the client's own
   * invention.
   *
   * @param remote of the connection
   * @param forwardedFor the values of X-Forwarded-For, in their order
   */
  String of(String remote, List<String> forwardedFor) {
    var client = remote;
    for (String hop : hops(forwardedFor)) {
      var address = Network.addressOf(hop);
      if (!isTrusted(Network.addressOf(client)) || address.isEmpty()) {
        return client;
      }
      client = address.get().getHostAddress();
    }
    return client;
  }

  private List<String> hops(List<String> forwardedFor) {
    if (trusted.isEmpty()) {
      return List.of();
    }
    var hops = new ArrayList<String>();
    for (String value : forwardedFor) {
      for (String hop : value.split(",", -1)) {
        hops.add(withoutPort(hop.strip()));
      }
    }
    Collections.reverse(hops);
    return hops;
  }

  private static String withoutPort(String hop) {
    var match = PORT.matcher(hop);
    if (!match.matches()) {
      return hop;
    }
    return match.group(1) == null ? match.group(2) : match.group(1);
  }

  private boolean isTrusted(Optional<InetAddress> address) {
    return address.isPresent()
        && trusted.stream().anyMatch(network -> network.contains(address.get()));
  }
}
