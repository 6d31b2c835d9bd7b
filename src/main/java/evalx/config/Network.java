package evalx.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of network addresses.
 *
 * @param address one of it
 * @param prefix how many of its first bits all have in common
 */
public record Network(InetAddress address, int prefix) {
  /** Nothing that would be looked up as a name. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  /** The address that a text is; empty where it is none, such as a name. */
  public static Optional<InetAddress> addressOf(String text) {
    try {
      return ADDRESS.matcher(text).matches()
          ? Optional.of(InetAddress.getByName(text))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The network that a text such as 10.0.0.0/8 is; an address alone is one of its own. */
  static Optional<Network> parse(String text) {
    var parts = text.split("/", 2);
    return addressOf(parts[0])
        .flatMap(
            address -> {
              int bits = Byte.SIZE * address.getAddress().length;
              var prefix = parts.length == 1 ? Integer.toString(bits) : parts[1];
              return prefix.matches("[0-9]{1,3}") && Integer.parseInt(prefix) <= bits
                  ? Optional.of(new Network(address, Integer.parseInt(prefix)))
                  : Optional.empty();
            });
  }

  /** Whether an address is in it. */
  public boolean contains(InetAddress other) {
    var ours = address.getAddress();
    var theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      var mask = 0x80 >> bit % Byte.SIZE;
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
