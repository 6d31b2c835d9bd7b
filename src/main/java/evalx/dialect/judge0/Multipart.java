package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A form of several parts (RFC 7578), read from bytes that are there. */
final class Multipart {
  private static final int MAX_PARTS = 1000;
  private static final int MAX_BOUNDARY = 70;
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=(?:\"([^\"]+)\"|([^\\s;]+))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME =
      Pattern.compile(
          "^content-disposition:[^\r\n]*?[;\\s]name=\"([^\"\r\n]*)\"",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
  private static final String LINE = "\r\n";

  private Multipart() {}

  /** A part, with the text that it holds in UTF-8. */
  record Part(String name, String text) {}

  /**
   * The parts in their order.
   *
   * @param type the header Content-Type
   * @throws Refused when the body is none that the type announces
   */
  static List<Part> read(String type, byte[] body) {
    // A letter for each byte, so that places in the text are places in the body.
    var text = LINE + new String(body, ISO_8859_1);
    var delimiter = LINE + "--" + boundary(type);
    var parts = new ArrayList<Part>();
    var begin = text.indexOf(delimiter);
    while (begin >= 0 && !text.startsWith("--", begin + delimiter.length())) {
      var end = text.indexOf(delimiter, begin + delimiter.length());
      if (end < 0 || parts.size() == MAX_PARTS) {
        throw broken();
      }
      parts.add(part(text.substring(begin + delimiter.length(), end)));
      begin = end;
    }
    if (begin < 0) {
      throw broken();
    }
    return parts;
  }

  private static String boundary(String type) {
    var found = BOUNDARY.matcher(type);
    if (found.find()) {
      var boundary = found.group(1) == null ? found.group(2) : found.group(1);
      if (boundary.length() <= MAX_BOUNDARY) {
        return boundary;
      }
    }
    throw broken();
  }

  /**
   * One part.
   *
   * @param text all after its delimiter: the rest of that line, headers, an empty line, content
   */
  private static Part part(String text) {
    var content = text.indexOf(LINE + LINE);
    var name = NAME.matcher(content < 0 ? "" : text.substring(0, content));
    if (!name.find()) {
      throw broken();
    }
    return new Part(
        utf8(name.group(1)), utf8(text.substring(content + LINE.length() + LINE.length())));
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }

  private static Refused broken() {
    return new Refused(400, "the body is not a form of the type that its header says");
  }
}
