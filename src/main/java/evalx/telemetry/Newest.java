package evalx.telemetry;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps of what is under way, in which the oldest entry makes room when they are full. */
final class Newest {
  private Newest() {}

  /** An empty map, for any number of threads. */
  static <K, V> Map<K, V> map(int max) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
          }
        });
  }
}
