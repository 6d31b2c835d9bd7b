package evalx.capacity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Values by key that are asked in turn; the one asked last is at the end. Not thread safe. */
final class Turns<K, V> {
  private final Map<K, V> values = new HashMap<>();
  private final Deque<K> order = new ArrayDeque<>();
  private K last;

  V computeIfAbsent(K key, Supplier<V> make) {
    return values.computeIfAbsent(
        key,
        absent -> {
          order.add(absent);
          return make.get();
        });
  }

  V get(K key) {
    return values.get(key);
  }

  void remove(K key) {
    values.remove(key);
    order.remove(key);
  }

  /** The next value whose key may have its turn, or null; the others keep their places. */
  V next(Predicate<K> may) {
    for (var keys = order.iterator(); keys.hasNext(); ) {
      last = keys.next();
      if (may.test(last)) {
        keys.remove();
        order.add(last);
        return values.get(last);
      }
    }
    return null;
  }

  void removeLast() {
    values.remove(last);
    order.removeLast();
  }

  boolean isEmpty() {
    return values.isEmpty();
  }
}
