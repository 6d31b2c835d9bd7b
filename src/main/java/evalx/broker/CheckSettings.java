package evalx.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * Compares the settings that a broker has for some addresses with what EvalX needs.
 *
 * @param match the addresses, as broker.xml names them
 * @param settings by the names of the broker's management interface
 * @param findings a sentence is added for each setting that is wrong
 */
record CheckSettings(String match, JsonNode settings, List<String> findings) {

  /** A setting of the node, and the system property that gives it to a broker. */
  record Limit(String setting, long value, String property) {}

  void mustBe(String key, String name, String wanted) {
    must(key, name, value -> value.asText().equals(wanted), "'" + wanted + "'");
  }

  void mustBe(String key, String name, Limit limit) {
    must(
        key,
        name,
        value -> value.asLong(-1) == limit.value(),
        "%d, the %s of this node: start the broker with -Devalx.%s=%d, or give the node what the broker has"
            .formatted(limit.value(), limit.setting(), limit.property(), limit.value()));
  }

  void must(String key, String name, Predicate<JsonNode> isRight, String wanted) {
    var value = settings.path(key);
    if (!isRight.test(value)) {
      var is = value.isMissingNode() ? "not set" : "'" + value.asText() + "'";
      findings.add(
          "address setting %s: %s is %s, must be %s%s"
              .formatted(match, name, is, wanted, BrokerCheck.SEE));
    }
  }
}
