package evalx.node;

import evalx.compilation.Compilers;
import evalx.compilation.Toolchain;
import evalx.execution.RunLive;
import evalx.execution.RunSubmission;
import evalx.execution.WorkerContext;
import evalx.language.Languages;
import evalx.sandbox.Sandbox;

/** All that runs jobs with one driver: what has proved to work with it, and what was compiled. */
record DriverRuntime(
    Sandbox sandbox,
    Capabilities capabilities,
    RunSubmission runSubmission,
    RunLive runLive,
    ProveLanguages proveLanguages,
    CommonPrograms commonPrograms) {

  /**
   * @param node what works on this node with any driver
   */
  static DriverRuntime of(
      Sandbox sandbox,
      Capabilities node,
      Languages languages,
      Compilers compilers,
      WorkerContext worker) {
    var capabilities = new Capabilities(node);
    var toolchain = new Toolchain(sandbox, capabilities);
    var compileOnce = compilers.with(toolchain);
    var runSubmission = new RunSubmission(languages, toolchain, compileOnce, worker);
    return new DriverRuntime(
        sandbox,
        capabilities,
        runSubmission,
        new RunLive(languages, toolchain, compileOnce, worker),
        new ProveLanguages(languages, sandbox, capabilities, runSubmission, worker.clock()),
        new CommonPrograms(languages, capabilities, compileOnce, worker.gate()));
  }
}
