package evalx.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * Writes a log record as an object of JSON in a line, with the token that its message names and the
 * trace that this submission belongs to.
 */
final class JsonLines extends Formatter {
  private static final Pattern TOKEN =
      Pattern.compile("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String worker;
  private final Function<String, Optional<String>> traces;

  /**
   * @param traces the id of the trace by token, where one is known
   */
  JsonLines(String worker, Function<String, Optional<String>> traces) {
    this.worker = worker;
    this.traces = traces;
  }

  @Override
  public String format(LogRecord event) {
    var message = formatMessage(event);
    var line =
        JSON.createObjectNode()
            .put("time", event.getInstant().toString())
            .put("level", event.getLevel().getName())
            .put("logger", event.getLoggerName())
            .put("worker", worker)
            .put("message", message);
    var token = TOKEN.matcher(message == null ? "" : message);
    if (token.find()) {
      line.put("token", token.group());
      traces.apply(token.group()).ifPresent(trace -> line.put("trace", trace));
    }
    if (event.getThrown() != null) {
      line.put("exception", trace(event.getThrown()));
    }
    try {
      return JSON.writeValueAsString(line) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String trace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
