package evalx.node;

import evalx.compilation.FakeSandbox;
import evalx.language.Languages;
import evalx.node.Capabilities.Working;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The compilers and interpreters of a fake sandbox, of which all self-tests pass at first. */
final class Toolbox {
  /** Words of commands that cannot be started. */
  final Set<String> missing = ConcurrentHashMap.newKeySet();

  /** Parts of the paths of tools that are not installed. */
  final Set<String> absent = ConcurrentHashMap.newKeySet();

  /** What the version commands print, and what is installed. */
  String version;

  /** What those print whose commands have this text. */
  final Map<String, String> versions = new ConcurrentHashMap<>();

  String installed = "nothing";

  /** What self-tests print on stdout and stderr. */
  String stdout = "42\n";

  String stderr = "";

  private final FakeSandbox sandbox;

  Toolbox(FakeSandbox sandbox, String version) {
    this.sandbox = sandbox;
    this.version = version;
    sandbox.compiler = request -> started(request, FakeSandbox.compiled());
    sandbox.program = request -> started(request, report(request.command()));
  }

  private RunReport started(RunRequest request, RunReport report) {
    var command = request.command().get(0);
    if (missing.stream().anyMatch(command::contains)) {
      throw new SandboxFailure(command + " could not be started: No such file or directory");
    }
    return report;
  }

  private RunReport report(List<String> command) {
    if (command.stream().anyMatch(word -> word.matches("-+[vV](ersion)?"))) {
      return FakeSandbox.exited(0, "compiler " + version(command) + " of the test\n");
    }
    if (command.size() > 3 && command.get(3).equals("tools")) {
      return FakeSandbox.exited(0, found(List.of(command.get(4).split(" "))));
    }
    return command.get(0).equals("/bin/sh")
        ? FakeSandbox.exited(0, installed)
        : FakeSandbox.ended(new Ending.Exited(0), stdout, stderr);
  }

  private String version(List<String> command) {
    return versions.entrySet().stream()
        .filter(known -> command.toString().contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(version);
  }

  /** Each pattern as if it were a path. */
  private String found(List<String> patterns) {
    return patterns.stream()
        .filter(pattern -> absent.stream().noneMatch(pattern::contains))
        .map(pattern -> "%1$s\t%1$s\t%1$s\n".formatted(pattern))
        .collect(Collectors.joining());
  }

  /** Makes a version of a language work. */
  static void works(Capabilities capabilities, String id, String version) {
    var found = new Languages().find(id).orElseThrow();
    var language = found.with(found.tool());
    capabilities.works(id, List.of(new Working(language, version, id + " " + version, List.of())));
  }

  /** How many self-tests were run. */
  long selfTests() {
    return sandbox.runs.stream().filter(run -> run.stdin().length > 0).count();
  }
}
