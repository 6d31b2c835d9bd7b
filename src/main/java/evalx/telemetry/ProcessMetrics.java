package evalx.telemetry;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** What this process uses, by the usual names of Prometheus. */
final class ProcessMetrics {
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private ProcessMetrics() {}

  static void write(MetricsText text) {
    cpu(text);
    memory(text);
    collections(text);
    text.metric("jvm_threads_current", "gauge", "Threads that live");
    var threads = ManagementFactory.getThreadMXBean();
    text.sample("jvm_threads_current", Map.of(), threads.getThreadCount());
    text.metric("process_start_time_seconds", "gauge", "When this process began, since 1970");
    var start = ManagementFactory.getRuntimeMXBean().getStartTime();
    text.seconds("process_start_time_seconds", Map.of(), start / MILLIS);
  }

  private static void cpu(MetricsText text) {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      text.metric("process_cpu_seconds_total", "counter", "CPU time of this process");
      text.seconds("process_cpu_seconds_total", Map.of(), system.getProcessCpuTime() / NANOS);
    }
  }

  private static void memory(MetricsText text) {
    var memory = ManagementFactory.getMemoryMXBean();
    var areas =
        Map.of("heap", memory.getHeapMemoryUsage(), "nonheap", memory.getNonHeapMemoryUsage());
    text.metric("jvm_memory_used_bytes", "gauge", "Memory that the JVM uses");
    areas.forEach((area, use) -> text.sample("jvm_memory_used_bytes", area(area), use.getUsed()));
    text.metric("jvm_memory_max_bytes", "gauge", "Memory that the JVM may use; -1: no limit");
    areas.forEach((area, use) -> text.sample("jvm_memory_max_bytes", area(area), use.getMax()));
  }

  private static Map<String, String> area(String area) {
    return Map.of("area", area);
  }

  private static void collections(MetricsText text) {
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    text.metric("jvm_gc_collections_total", "counter", "Collections of garbage");
    for (GarbageCollectorMXBean each : collectors) {
      text.sample("jvm_gc_collections_total", gc(each), each.getCollectionCount());
    }
    text.metric("jvm_gc_collection_seconds_total", "counter", "Time spent on them");
    for (GarbageCollectorMXBean each : collectors) {
      var seconds = each.getCollectionTime() / MILLIS;
      text.seconds("jvm_gc_collection_seconds_total", gc(each), seconds);
    }
  }

  private static Map<String, String> gc(GarbageCollectorMXBean collector) {
    return Map.of("gc", collector.getName());
  }
}
