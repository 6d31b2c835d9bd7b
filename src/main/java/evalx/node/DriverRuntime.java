package evalx.node;

import evalx.cache.ArtifactCache;
import evalx.cache.RunCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.CompileInTurn;
import evalx.compilation.CompileOnce;
import evalx.compilation.Compiler;
import evalx.compilation.SharePrograms;
import evalx.config.Settings;
import evalx.execution.RunSubmission;
import evalx.language.Languages;
import evalx.sandbox.Sandbox;

/** All that runs jobs with one driver: what has proved to work with it, and what was compiled. */
record DriverRuntime(
    Sandbox sandbox,
    Capabilities capabilities,
    RunSubmission runSubmission,
    ProveLanguages proveLanguages,
    CommonPrograms commonPrograms) {

  /**
   * @param node what works on this node with any driver
   */
  static DriverRuntime of(
      Sandbox sandbox,
      Capabilities node,
      Languages languages,
      ArtifactCache artifacts,
      SharePrograms share,
      RunCache runs,
      SandboxGate gate,
      Waiting waiting,
      Settings settings) {
    var capabilities = new Capabilities(node);
    var compile = new CompileInTurn(new Compiler(sandbox), gate, waiting);
    var compileOnce =
        new CompileOnce(compile, sandbox, capabilities, artifacts, share, waiting, settings);
    var runSubmission =
        new RunSubmission(
            languages, capabilities, compileOnce, runs, sandbox, gate, waiting, settings);
    return new DriverRuntime(
        sandbox,
        capabilities,
        runSubmission,
        new ProveLanguages(languages, capabilities, runSubmission, sandbox),
        new CommonPrograms(languages, capabilities, compileOnce, gate));
  }
}
