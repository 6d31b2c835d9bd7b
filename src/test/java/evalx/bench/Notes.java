package evalx.bench;

import java.util.ArrayList;
import java.util.List;

/** What the reader of the figures must know beside them. */
final class Notes {
  private final List<String> lines = new ArrayList<>();

  void add(String text) {
    text.lines().forEach(lines::add);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
