package evalx.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one part of this node is.
 *
 * @param data texts, numbers and flags, in this order; with a reason and a remedy when it is down
 */
record Health(String name, boolean isUp, Map<String, Object> data) {
  static Health up(String name, Map<String, ?> data) {
    return new Health(name, true, new LinkedHashMap<>(data));
  }

  static Health down(String name, String reason, String remedy) {
    return down(name, Map.of(), reason, remedy);
  }

  /**
   * A part that is down.
   *
   * @param known what is known of it all the same
   * @param remedy what an operator can do
   */
  static Health down(String name, Map<String, ?> known, String reason, String remedy) {
    var data = new LinkedHashMap<String, Object>(known);
    data.put("reason", reason);
    data.put("remedy", remedy);
    return new Health(name, false, data);
  }
}
