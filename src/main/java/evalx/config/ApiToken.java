package evalx.config;

/**
 * A token that lets a client in.
 *
 * @param name of the client, for logs and quotas
 * @param value the secret that it sends
 */
public record ApiToken(String name, String value) {
  @Override
  public String toString() {
    return name;
  }
}
