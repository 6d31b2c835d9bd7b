package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.submission.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads the body of {@code POST /execute} in the order in which Piston checks it. */
final class ExecuteRequest {
  /** Without a limit of memory, which Piston has none of by itself. */
  private static final long MEMORY = 512L << 20;

  private static final long MIN_MEMORY = 16L << 20;
  private static final long MAX_MEMORY = 1L << 30;
  private static final long DEFAULT_MILLIS = 3000;
  private static final long MIN_MILLIS = 100;
  private static final long MAX_CPU_MILLIS = 60_000;
  private static final long MAX_WALL_MILLIS = 121_000;
  private static final long MAX_COMPILE_MILLIS = 30_000;
  private static final String UTF8 = "utf8";

  private final JsonNode body;
  private final Runtimes runtimes;

  private ExecuteRequest(JsonNode body, Runtimes runtimes) {
    this.body = body;
    this.runtimes = runtimes;
  }

  /**
   * What a request asks for.
   *
   * @param called the name by which it called the language
   */
  record Parsed(Runtimes.Offered runtime, String called, Program program) {}

  /**
   * Reads a request.
   *
   * @throws BadRequest as Piston refuses it
   */
  static Parsed read(JsonNode body, Runtimes runtimes) {
    return new ExecuteRequest(body, runtimes).read(true);
  }

  /** The same for a run whose stdin comes later. */
  static Parsed live(JsonNode body, Runtimes runtimes) {
    return new ExecuteRequest(body, runtimes).read(false);
  }

  private Parsed read(boolean withStdin) {
    var name = text("language");
    var range = text("version");
    checkFiles();
    var runtime =
        runtimes
            .find(name, range)
            .orElseThrow(() -> new BadRequest(name + "-" + range + " runtime is unknown"));
    var files = files(runtime);
    var limits = limits(runtime);
    var options = runtime.entry().option(name).map(List::of).orElse(List.of());
    var runs = Program.Runs.once(withStdin ? stdin() : new byte[0], args());
    return new Parsed(
        runtime, name, new Program(runtime.language().id(), files, options, limits, runs));
  }

  private String text(String name) {
    var value = body.path(name);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw new BadRequest(name + " is required as a string");
    }
    return value.asText();
  }

  private void checkFiles() {
    var files = body.path("files");
    if (!files.isArray()) {
      throw new BadRequest("files is required as an array");
    }
    for (int i = 0; i < files.size(); i++) {
      if (!files.get(i).path("content").isTextual()) {
        throw new BadRequest("files[" + i + "].content is required as a string");
      }
    }
  }

  /** The first in UTF-8 is the main one. */
  private List<SourceFile> files(Runtimes.Offered runtime) {
    var files = new ArrayList<SourceFile>();
    var main = -1;
    for (JsonNode file : body.path("files")) {
      var isMain = main < 0 && encoding(file).equals(UTF8);
      if (isMain) {
        main = files.size();
      }
      files.add(new SourceFile(name(file, files.size(), isMain, runtime), content(file)));
    }
    if (main < 0) {
      throw new BadRequest("files must include at least one utf8 encoded file");
    }
    files.add(0, files.remove(main));
    return files;
  }

  private static String encoding(JsonNode file) {
    var encoding = file.path("encoding").asText(UTF8);
    return encoding.equals("base64") || encoding.equals("hex") ? encoding : UTF8;
  }

  /** The main file ends as those of its language do. */
  private static String name(JsonNode file, int index, boolean isMain, Runtimes.Offered runtime) {
    var name = file.path("name").asText("");
    if (!isMain) {
      return name.isEmpty() ? "file" + index + ".code" : name;
    }
    var language = runtime.language();
    if (name.isEmpty()) {
      return language.file();
    }
    return language.isSource(name) ? name : name + language.names().suffixes().get(0);
  }

  private static byte[] content(JsonNode file) {
    var text = file.path("content").asText();
    try {
      return switch (encoding(file)) {
        case "base64" -> Base64.getMimeDecoder().decode(text);
        case "hex" -> HexFormat.of().parseHex(text);
        default -> text.getBytes(UTF_8);
      };
    } catch (IllegalArgumentException e) {
      throw new BadRequest("files: " + e.getMessage());
    }
  }

  private byte[] stdin() {
    var stdin = body.path("stdin").asText("");
    return (stdin.isEmpty() || stdin.endsWith("\n") ? stdin : stdin + "\n").getBytes(UTF_8);
  }

  private List<String> args() {
    var args = new ArrayList<String>();
    body.path("args").forEach(arg -> args.add(arg.asText()));
    return args;
  }

  private Program.Limits limits(Runtimes.Offered runtime) {
    number("compile_timeout", MAX_COMPILE_MILLIS);
    number("compile_cpu_time", MAX_COMPILE_MILLIS);
    number("compile_memory_limit", -1);
    var wall = number("run_timeout", MAX_WALL_MILLIS);
    var cpu = number("run_cpu_time", MAX_CPU_MILLIS);
    var memory = number("run_memory_limit", -1).filter(bytes -> bytes > 0);
    var smallest = Math.max(MIN_MEMORY, runtime.language().smallestMemory());
    return new Program.Limits(
        // Clients from before run_cpu_time mean run_timeout.
        millis(cpu.or(() -> wall).orElse(DEFAULT_MILLIS), MAX_CPU_MILLIS),
        millis(wall.orElse(DEFAULT_MILLIS), MAX_WALL_MILLIS),
        Optional.of(Math.min(MAX_MEMORY, Math.max(smallest, memory.orElse(MEMORY)))));
  }

  private static Optional<Duration> millis(long millis, long max) {
    return Optional.of(Duration.ofMillis(Math.min(max, Math.max(MIN_MILLIS, millis))));
  }

  /**
   * A limit, which may be a fraction; 0 counts as none.
   *
   * @param max -1 where any number may be given
   */
  private Optional<Long> number(String name, long max) {
    var value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isNumber()) {
      throw new BadRequest("If specified, " + name + " must be a number");
    }
    if (max >= 0 && value.asDouble() > max) {
      throw new BadRequest(name + " cannot exceed the configured limit of " + max);
    }
    if (max >= 0 && value.asDouble() < 0) {
      throw new BadRequest(name + " must be non-negative");
    }
    return Optional.of(Math.round(value.asDouble())).filter(number -> number != 0);
  }
}
