package evalx.language;

import evalx.language.MemoryRules.Heap;
import evalx.language.MemoryRules.MemoryDeath;
import java.util.Set;

/** Makes of an entry in the table how much memory its programs have, and how they die of it. */
final class ReadMemoryRules {
  private static final int MAX_EXIT_CODE = 255;
  private static final int MAX_SIGNAL = 64;

  private ReadMemoryRules() {}

  static MemoryRules of(Entry entry) {
    var memory = entry.memory("memory");
    var min = entry.memory("smallest_memory");
    if (min > memory) {
      throw entry.wrong("smallest_memory must not be above memory");
    }
    return new MemoryRules(
        memory,
        min,
        entry
            .optionalObject("heap", Set.of("share", "reserve"))
            .map(heap -> new Heap(heap.share("share"), heap.memory("reserve"))),
        entry.objects("memory_deaths", Set.of("exit_code", "signal", "stderr")).stream()
            .map(ReadMemoryRules::memoryDeath)
            .toList());
  }

  private static MemoryDeath memoryDeath(Entry death) {
    if (death.has("exit_code") == death.has("signal")) {
      throw death.wrong("must have either exit_code or signal");
    }
    return new MemoryDeath(
        death.optionalNumber("exit_code", 0, MAX_EXIT_CODE).orElse(-1),
        death.optionalNumber("signal", 1, MAX_SIGNAL).orElse(-1),
        death.text("stderr"));
  }
}
