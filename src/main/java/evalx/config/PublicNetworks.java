package evalx.config;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that hosts on the internet have, by the registries of special-purpose addresses of
 * IANA. Ranges that lead to an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo) are
 * left out as a whole.
 */
final class PublicNetworks {
  private static final Network GLOBAL_UNICAST_6 = network("2000::/3");

  private static final List<Network> SPECIAL =
      networks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // shared by carriers
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local, with the metadata of clouds
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocols
          "192.0.2.0/24", // documentation
          "192.31.196.0/24", // AS112
          "192.52.193.0/24", // multicast tunnels
          "192.88.99.0/24", // relays of 6to4
          "192.168.0.0/16", // private
          "192.175.48.0/24", // AS112
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4", // reserved, broadcast
          "2001::/23", // protocols, with Teredo
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4
          "2620:4f:8000::/48", // AS112
          "3fff::/20"); // documentation

  private PublicNetworks() {}

  static boolean contain(InetAddress address) {
    boolean is4 = address.getAddress().length == 4;
    return (is4 || GLOBAL_UNICAST_6.contains(address))
        && SPECIAL.stream().noneMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(PublicNetworks::network).toList();
  }

  private static Network network(String text) {
    return Network.parse(text).orElseThrow();
  }
}
