package evalx.dialect.mcp;

/** An argument that an agent can mend. */
final class BadArgument extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadArgument(String message) {
    super(message);
  }
}
