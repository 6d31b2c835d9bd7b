package evalx.capacity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values by key that are asked in turn; the one asked last is at the end. Not thread safe. */
final class Turns<K, V> {
  private final Map<K, V> values = new HashMap<>();
  private final Deque<K> order = new ArrayDeque<>();
  private @Nullable K last;

  V computeIfAbsent(K key, Supplier<V> make) {
    return values.computeIfAbsent(
        key,
        absent -> {
          order.add(absent);
          return make.get();
        });
  }

  @Nullable V get(K key) {
    return values.get(key);
  }

  void remove(K key) {
    values.remove(key);
    order.remove(key);
  }

  /** The next value whose key may have its turn, or null; the others keep their places. */
  @Nullable V next(Predicate<K> may) {
    for (var keys = order.iterator(); keys.hasNext(); ) {
      var key = keys.next();
      last = key;
      if (may.test(key)) {
        keys.remove();
        order.add(key);
        return values.get(key);
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
