package evalx.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What nodes say that they still have in hand, or that waits, when all has ended. */
final class Unfinished {
  /** Dead letters and rejected messages stay; all others are for somebody to take. */
  private static final Pattern TAKEN =
      Pattern.compile("evalx\\.(jobs\\..*|webhooks|(dead|expired|purged)\\.end)");

  private Unfinished() {}

  /** The figures among a node's metrics that are not 0, or are not there. */
  static List<String> figures(String metrics, String... names) {
    var found = new ArrayList<String>();
    for (var name : names) {
      var figure = Pattern.compile("(?m)^" + name + "(?:\\{.*})? (.*)").matcher(metrics);
      var value = figure.find() ? figure.group(1) : "unknown";
      if (!value.matches("0(\\.0)?")) {
        found.add(name + " of a node: " + value);
      }
    }
    return found;
  }

  /** Messages that are left, by the list of queues that administrators get. */
  static List<String> messages(JsonNode answer) {
    var found = new ArrayList<String>();
    if (answer.path("queues").isEmpty()) {
      found.add("no queues are known: " + answer);
    }
    for (var queue : answer.path("queues")) {
      var name = queue.path("name").asText();
      if (TAKEN.matcher(name).matches() && queue.path("depth").asLong(-1) != 0) {
        found.add("messages in " + name + ": " + queue.path("depth"));
      }
    }
    return found;
  }
}
