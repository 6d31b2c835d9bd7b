package evalx.config;

/** A name and its password. */
public record Account(String name, String password) {
  @Override
  public String toString() {
    return name;
  }
}
