package evalx.execution;

import evalx.compilation.Program;
import evalx.sandbox.ArtifactId;
import evalx.verdict.Judge;
import java.util.Optional;

/**
 * What a job runs: its program, and that of its checker where it has one.
 *
 * @param judge of the program's runs
 * @param interactor that the program talks to, where the checker is one
 */
record Programs(
    Program.Ready program,
    Optional<Program.Ready> checker,
    Judge judge,
    Optional<RunInteractor> interactor)
    implements AutoCloseable {
  ArtifactId artifact() {
    return program.artifact();
  }

  @Override
  public void close() {
    program.close();
    checker.ifPresent(Program.Ready::close);
  }
}
