package evalx.sandbox.isolate;

import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A binary with isolate's command line: ours or upstream's, of version 1 or 2. What it can do here
 * is found out by trying. Arguments are passed as a list, never through a shell.
 */
final class IsolateTool {
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Duration COMMAND_TIME = Duration.ofSeconds(30);
  private static final long MAX_WORDS = 16 << 10;
  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+");

  /** How our own binary's version text begins. */
  private static final String OURS = "evalx-isolate";

  /** What languages need of the host's /etc, as far as it exists. */
  private static final List<String> SETTINGS = settings();

  private final Path binary;
  private final IsolateCommand command;
  private final String version;
  private final boolean ours;
  private final boolean groups;

  private IsolateTool(
      Path binary, IsolateCommand command, String version, boolean ours, boolean groups) {
    this.binary = binary;
    this.command = command;
    this.version = version;
    this.ours = ours;
    this.groups = groups;
  }

  /**
   * Finds out what the binary is, and whether it works with control groups or only without.
   *
   * @throws SandboxUnavailable if it works neither way
   */
  static IsolateTool find(Path binary, IsolateCommand command, int box) {
    var printed = new IsolateTool(binary, command, "", false, false).call("--version");
    var version =
        Stream.of(printed.stdout(), printed.stderr())
            .map(bytes -> VERSION.matcher(new String(bytes, StandardCharsets.UTF_8)))
            .filter(Matcher::find)
            .map(Matcher::group)
            .findFirst();
    if (printed.exitCode() != 0 || version.isEmpty()) {
      throw new SandboxUnavailable(binary + " is not isolate: " + printed.words());
    }
    boolean ours = new String(printed.stdout(), StandardCharsets.UTF_8).startsWith(OURS);
    var withGroups = new IsolateTool(binary, command, version.get(), ours, true);
    var without = new IsolateTool(binary, command, version.get(), ours, false);
    var why = withGroups.whyNot(box);
    if (why.isEmpty()) {
      return withGroups;
    }
    var whyWithout = without.whyNot(box);
    if (whyWithout.isEmpty()) {
      return without;
    }
    throw new SandboxUnavailable(binary + " does not work: " + whyWithout);
  }

  private String whyNot(int box) {
    try {
      init(box);
      var arguments = new ArrayList<>(List.of(options(box, "--silent", "--run")));
      limit(arguments, RunLimits.SMALL);
      arguments.addAll(List.of("--", "/bin/true"));
      var tried = call(arguments.toArray(String[]::new));
      return tried.exitCode() == 0 ? "" : tried.words();
    } catch (SandboxFailure e) {
      return String.valueOf(e.getMessage());
    } finally {
      call(options(box, "--cleanup"));
    }
  }

  String version() {
    return version;
  }

  boolean hasGroups() {
    return groups;
  }

  /** Whether it only works with control groups of version 1, like upstream's version 1. */
  boolean needsFirstGroups() {
    return !ours && version.startsWith("1.");
  }

  /** Creates or resets a box and returns its folder. */
  Path init(int box) {
    var made = call(options(box, "--init"));
    var path = new String(made.stdout(), StandardCharsets.UTF_8).strip();
    if (made.exitCode() != 0 || !path.startsWith("/") || path.indexOf('\n') >= 0) {
      throw new SandboxFailure("isolate cannot create a box: " + made.words());
    }
    return Path.of(path, "box");
  }

  void cleanUp(int box) {
    var cleaned = call(options(box, "--cleanup"));
    if (cleaned.exitCode() != 0) {
      throw new SandboxFailure("isolate cannot remove a box: " + cleaned.words());
    }
  }

  /**
   * Runs a program in a box.
   *
   * @param artifact mounted read-only at /app; null for none
   */
  IsolateCommand.Output run(
      int box, Path meta, @Nullable Path artifact, Path stdin, RunRequest request) {
    var arguments = new ArrayList<>(List.of(options(box, "--run", "--silent", "--meta=" + meta)));
    limit(arguments, request.limits());
    arguments.addAll(SETTINGS);
    if (artifact != null) {
      arguments.add("--dir=/app=" + artifact);
    }
    request.environment().forEach((name, value) -> arguments.add("--env=" + name + "=" + value));
    arguments.add("--");
    arguments.addAll(request.command());
    return command.run(
        line(arguments),
        stdin,
        request.limits().stdoutBytes(),
        request.limits().stderrBytes(),
        request.limits().wall().plus(COMMAND_TIME));
  }

  private void limit(List<String> arguments, RunLimits limits) {
    arguments.add("--time=" + seconds(limits.cpu()));
    arguments.add("--wall-time=" + seconds(limits.wall()));
    arguments.add((groups ? "--cg-mem=" : "--mem=") + kib(limits.memoryBytes()));
    arguments.add("--stack=" + kib(limits.stackBytes()));
    arguments.add("--fsize=" + kib(limits.diskBytes()));
    arguments.add("--processes=" + limits.processes());
    arguments.add("--open-files=" + openFiles(limits.processes()));
  }

  /**
   * As in the other drivers' boxes (limits.c): the kernel holds memory for them that no group
   * counts.
   */
  private static int openFiles(int processes) {
    return Math.max(512, Math.min(1024, (128 << 10) / processes));
  }

  private static String seconds(Duration time) {
    long millis = Math.max(1, time.toMillis());
    return millis / 1000 + "." + String.format("%03d", millis % 1000);
  }

  private static long kib(long bytes) {
    return Math.max(1, bytes / 1024);
  }

  private String[] options(int box, String... more) {
    var id = "--box-id=" + box;
    return Stream.concat(groups ? Stream.of("--cg", id) : Stream.of(id), Stream.of(more))
        .toArray(String[]::new);
  }

  private IsolateCommand.Output call(String... arguments) {
    return command.run(line(List.of(arguments)), NOTHING, MAX_WORDS, MAX_WORDS, COMMAND_TIME);
  }

  private List<String> line(List<String> arguments) {
    return Stream.concat(Stream.of(binary.toString()), arguments.stream()).toList();
  }

  private static List<String> settings() {
    try (var names = Files.list(Path.of("/etc"))) {
      return names
          .filter(Files::isDirectory)
          .filter(path -> path.getFileName().toString().matches("alternatives|java-[0-9a-z.-]+"))
          .map(path -> "--dir=" + path)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
