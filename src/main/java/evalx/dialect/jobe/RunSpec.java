package evalx.dialect.jobe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.dialect.Words;
import evalx.submission.BoxLimits;
import evalx.submission.FileId;
import evalx.submission.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What is to be run.
 *
 * @param maxWait after which the server is too busy for it
 * @param maxOutput bytes of stdout
 */
record RunSpec(KnownLanguages.Known language, Program program, Duration maxWait, int maxOutput) {
  /** Sent by Jobe's own test program, which wants to see how an overload is answered. */
  private static final String OVERLOAD = "!** TESTING OVERLOAD EXCEPTION **!";

  private static final double CPU_SECONDS = 5;
  private static final int MAX_CPU_SECONDS = 60;
  private static final double MIN_CPU_SECONDS = 0.1;
  private static final double STREAM_MB = 2;

  /** An answer is in memory as a whole, in a handful of copies. */
  private static final double MAX_STREAM_MB = 4;

  private static final double MIN_STREAM_MB = 0.001;
  private static final int MAX_MEMORY_MB = 1024;
  private static final int MB = 1_000_000;

  /** Its time in the queue, as there, and that of its compiler. */
  private static final Duration BEFORE_ITS_RUN = Duration.ofSeconds(10 + 30);

  private static final Pattern FILE_ID = Pattern.compile("[A-Za-z0-9]{8,128}");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

  /** Nothing that a file system, a shell or a URI reads in a way of its own. */
  private static final Pattern SOURCE_NAME =
      Pattern.compile("(?![.-])[^<>:\"/\\\\|?*\\x00-\\x1f\\x7f#\\[\\]@!$&'()+,;={}^~`]{1,255}");

  /**
   * Reads a request.
   *
   * @param files finds what the caller has sent under an id
   * @throws Refused when it is none
   */
  static RunSpec read(
      JsonNode body, KnownLanguages languages, Function<String, Optional<FileId>> files) {
    var spec = body.path("run_spec");
    if (!body.isObject() || !spec.isObject()) {
      throw new Refused(
          400,
          body.isObject()
              ? "No run_spec attribute found in post data"
              : "Non-JSON post data received");
    }
    var source = required(spec, "sourcecode");
    var name = required(spec, "language_id");
    var known =
        languages
            .find(name)
            .orElseThrow(() -> new Refused(400, "Language '" + name + "' is not known"));
    if (source.contains(OVERLOAD)) {
      throw new Overload();
    }
    return new Reader(spec, known).read(source, files);
  }

  /** The server has no place for a run. */
  static final class Overload extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static String required(JsonNode spec, String name) {
    if (!spec.path(name).isTextual()) {
      throw new Refused(400, "run_spec is missing the required attribute '" + name + "'");
    }
    return spec.path(name).asText();
  }

  private record Reader(JsonNode spec, KnownLanguages.Known known) {
    RunSpec read(String source, Function<String, Optional<FileId>> files) {
      var cpu = number("cputime", CPU_SECONDS);
      if (cpu > MAX_CPU_SECONDS) {
        throw new Refused(
            400,
            "cputime exceeds maximum allowed on this Jobe server (%d secs)"
                .formatted(MAX_CPU_SECONDS));
      }
      var cpuTime = millis(Math.max(MIN_CPU_SECONDS, cpu));
      var wall = cpuTime.multipliedBy(2);
      var stream =
          Math.min(MAX_STREAM_MB, Math.max(MIN_STREAM_MB, number("streamsize", STREAM_MB)));
      var output = (int) (stream * MB) / 1024 * 1024 + 1024;
      var program =
          new Program(
              known.language().id(),
              files(source, files),
              options(),
              new Program.Limits(
                  Optional.of(cpuTime),
                  Optional.of(wall),
                  memory(),
                  Optional.of((long) output),
                  box()),
              Program.Runs.once(spec.path("input").asText("").getBytes(UTF_8), words("runargs"))
                  .begun(new Program.Start(environment(), mainClass())));
      return new RunSpec(known, program, BEFORE_ITS_RUN.plus(wall), output);
    }

    private static Duration millis(double seconds) {
      return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private double number(String name, double standard) {
      var value = spec.path("parameters").path(name);
      try {
        var number = value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText(""));
        return Double.isFinite(number) && number >= 0 ? number : standard;
      } catch (NumberFormatException e) {
        return standard;
      }
    }

    /** At least what the language needs to start; the limit of a Java program is ignored there. */
    private Optional<Long> memory() {
      if (known.entry().memory() == 0) {
        return Optional.empty();
      }
      var asked = number("memorylimit", known.entry().memory());
      var megabytes = asked == 0 ? MAX_MEMORY_MB : Math.min(asked, MAX_MEMORY_MB);
      var smallest = Math.max(16L << 20, known.language().smallestMemory());
      return Optional.of(Math.max(smallest, (long) (megabytes * (1 << 20))));
    }

    /** Those that the request names; 0 is no limit. A Java program has what its JVM needs. */
    private BoxLimits box() {
      var processes = known.entry().memory() == 0 ? 0 : number("numprocs", 0);
      var disk = number("disklimit", 0);
      return BoxLimits.nearest(
          processes < 1 ? Optional.empty() : Optional.of((int) processes),
          disk == 0 ? Optional.empty() : Optional.of((long) (disk * MB)),
          Optional.empty());
    }

    private Optional<String> mainClass() {
      var name = spec.path("parameters").path("main_class").asText("");
      return name.isEmpty() || !known.language().takesMainClass()
          ? Optional.empty()
          : Optional.of(name);
    }

    /** Options of an interpreter that are its variables too. */
    private Map<String, String> environment() {
      return InterpreterOptions.environment(known.language().id(), words("interpreterargs"));
    }

    /** The shell there splits each of them. */
    private List<String> words(String name) {
      var list = spec.path("parameters").path(name);
      var words = new ArrayList<String>();
      list.forEach(text -> words.addAll(Words.of(text.asText())));
      return words;
    }

    private List<String> options() {
      var given = spec.path("parameters").has("compileargs");
      var options = new ArrayList<>(known.entry().base());
      options.addAll(given ? words("compileargs") : known.entry().options());
      options.addAll(words("linkargs"));
      // Java's, which has them for its runs too.
      words("interpreterargs").stream()
          .filter(
              word -> known.language().commands().runOptions().forRun(List.of(word)).size() == 1)
          .forEach(options::add);
      return options;
    }

    /** As there, one file is compiled, which may include or import the others. */
    private List<SourceFile> files(String source, Function<String, Optional<FileId>> sent) {
      var content = (known.entry().prefix() + source).getBytes(UTF_8);
      var files = new LinkedHashMap<String, SourceFile>();
      var main = mainFile(content);
      files.put(main, new SourceFile(main, content));
      for (JsonNode file : spec.path("file_list")) {
        var name = file.path(1).asText();
        var id = file.path(0).asText();
        if (!FILE_ID.matcher(id).matches() || !FILE_NAME.matcher(name).matches()) {
          throw new Refused(400, "Invalid file specifier: " + file);
        }
        var found =
            sent.apply(id)
                .orElseThrow(
                    () ->
                        new Refused(
                            404, "One or more of the specified files is missing/unavailable"));
        files.put(name, new SourceFile(name, new byte[0], Optional.of(found)).asData());
      }
      return List.copyOf(files.values());
    }

    /** Java's follows from its class, whatever old clients say. */
    private String mainFile(byte[] source) {
      var given = spec.path("sourcefilename").asText("");
      if (!given.isEmpty() && !SOURCE_NAME.matcher(given).matches()) {
        throw new Refused(400, "The sourcefilename for the run_spec is illegal");
      }
      var language = known.language();
      if (language.names().mainClass().isPresent()) {
        return language.fileFor(source);
      }
      return language.isSource(given) ? given : known.entry().file();
    }
  }
}
