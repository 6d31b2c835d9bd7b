package evalx.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one part of this node is.
 *
 * @param data texts, numbers and flags, in this order; with a reason and a remedy when it is down
 */
record Health(boolean isUp, Map<String, Object> data) {
  static Health up(Map<String, ?> data) {
    return new Health(true, new LinkedHashMap<>(data));
  }

  static Health down(String reason, String remedy) {
    return down(Map.of(), reason, remedy);
  }

  /**
   * A part that is down.
   *
   * @param known what is known of it all the same
   * @param remedy what an operator can do
   */
  static Health down(Map<String, ?> known, String reason, String remedy) {
    var data = new LinkedHashMap<String, Object>(known);
    data.put("reason", reason);
    data.put("remedy", remedy);
    return new Health(false, data);
  }
}
