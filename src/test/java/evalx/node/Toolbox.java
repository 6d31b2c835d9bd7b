package evalx.node;

import evalx.compilation.FakeSandbox;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The compilers and interpreters of a fake sandbox, of which all self-tests pass at first. */
final class Toolbox {
  /** Words of commands that cannot be started. */
  final Set<String> missing = ConcurrentHashMap.newKeySet();

  /** What the version commands print, and what is installed. */
  String version;

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
    if (command.get(command.size() - 1).endsWith("-version")) {
      return FakeSandbox.exited(0, "compiler " + version + " of the test\n");
    }
    return command.get(0).equals("/bin/sh")
        ? FakeSandbox.exited(0, installed)
        : FakeSandbox.ended(new Ending.Exited(0), stdout, stderr);
  }

  /** How many self-tests were run. */
  long selfTests() {
    return sandbox.runs.stream().filter(run -> run.stdin().length > 0).count();
  }
}
