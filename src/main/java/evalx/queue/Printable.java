package evalx.queue;

/** Text of outside producers as the log may hold it. */
public final class Printable {
  private static final int MAX_LENGTH = 200;

  private Printable() {}

  /** The text on one line, without control characters, cut after 200 characters. */
  public static String of(String text) {
    var cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
