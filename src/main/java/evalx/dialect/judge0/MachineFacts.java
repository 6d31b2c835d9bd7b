package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Judge0 tells of its machine, told of this node's: texts under the names of lscpu, and the
 * memory as free shows it. What the kernel does not say is left out.
 */
final class MachineFacts {
  static final MachineFacts OF_THIS_NODE =
      new MachineFacts(Path.of("/proc"), Path.of("/sys/devices/system/cpu"));

  private static final long KIB = 1024;
  private static final String UNITS = "BKMGTP";

  /** A name of lscpu, and that of the kernel. */
  private static final List<List<String>> COPIED =
      List.of(
          List.of("Vendor ID", "vendor_id"),
          List.of("CPU family", "cpu family"),
          List.of("Model", "model"),
          List.of("Model name", "model name"),
          List.of("Stepping", "stepping"),
          List.of("CPU MHz", "cpu MHz"),
          List.of("BogoMIPS", "bogomips"),
          List.of("Flags", "flags"));

  private final Path proc;
  private final Path cpus;

  MachineFacts(Path proc, Path cpus) {
    this.proc = proc;
    this.cpus = cpus;
  }

  ObjectNode json() {
    var facts = Json.MAPPER.createObjectNode();
    facts.put("Architecture", architecture());
    facts.put(
        "Byte Order",
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "Little Endian" : "Big Endian");
    processors(facts);
    var memory = members(lines(proc.resolve("meminfo")));
    put(facts, "Mem", size(memory.getOrDefault("MemTotal", "")));
    put(facts, "Swap", size(memory.getOrDefault("SwapTotal", "")));
    return facts;
  }

  /** As the kernel calls it. */
  private static String architecture() {
    var name = System.getProperty("os.arch", "");
    return name.equals("amd64") ? "x86_64" : name;
  }

  private void processors(ObjectNode facts) {
    var all = processors(lines(proc.resolve("cpuinfo")));
    var first = all.isEmpty() ? Map.<String, String>of() : all.get(0);
    put(facts, "CPU(s)", all.isEmpty() ? "" : Integer.toString(all.size()));
    put(facts, "On-line CPU(s) list", String.join("", lines(cpus.resolve("online"))));
    var siblings = number(first.getOrDefault("siblings", ""));
    var cores = number(first.getOrDefault("cpu cores", ""));
    if (siblings > 0 && cores > 0) {
      facts.put("Thread(s) per core", Long.toString(siblings / cores));
      facts.put("Core(s) per socket", Long.toString(cores));
      var sockets = all.stream().map(one -> one.get("physical id")).distinct().count();
      facts.put("Socket(s)", Long.toString(sockets));
    }
    COPIED.forEach(names -> put(facts, names.get(0), first.getOrDefault(names.get(1), "")));
  }

  /** The kernel tells of each processor in lines of its own, and of the machine after them. */
  private static List<Map<String, String>> processors(List<String> lines) {
    var all = new ArrayList<Map<String, String>>();
    var block = new ArrayList<String>();
    for (int i = 0; i <= lines.size(); i++) {
      if (i < lines.size() && !lines.get(i).isBlank()) {
        block.add(lines.get(i));
      } else if (!block.isEmpty()) {
        var members = members(block);
        if (members.containsKey("processor")) {
          all.add(members);
        }
        block.clear();
      }
    }
    return all;
  }

  private static Map<String, String> members(List<String> lines) {
    var members = new HashMap<String, String>();
    for (String line : lines) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        members.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return members;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Zero where it is none. */
  private static long number(String text) {
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
  }

  private static void put(ObjectNode facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }

  /** As free shows it: with a fraction below 10 of a unit; empty where it is none. */
  private static String size(String text) {
    if (!text.matches("[0-9]{1,15} kB")) {
      return "";
    }
    var amount = Double.parseDouble(text.replace(" kB", "")) * KIB;
    var unit = 0;
    while (amount >= KIB) {
      amount /= KIB;
      unit++;
    }
    if (unit == 0 || amount >= 10) {
      var suffix = unit == 0 ? "B" : UNITS.charAt(unit) + "i";
      return (long) amount + suffix;
    }
    return String.format(Locale.ROOT, "%.1f%ci", amount, UNITS.charAt(unit));
  }
}
