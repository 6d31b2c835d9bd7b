package evalx.config;

/** A setting that cannot be used; the message is one sentence for the operator. */
public final class BadSetting extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadSetting(String name, String complaint) {
    super(name + " " + complaint);
  }
}
