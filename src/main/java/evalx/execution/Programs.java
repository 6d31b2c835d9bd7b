package evalx.execution;

import evalx.compilation.Program;
import evalx.sandbox.ArtifactId;
import evalx.verdict.Judge;
import java.util.Optional;

/**
 * What a job runs: its program, and that of its checker where it has one.
 *
 * @param judge of the program's runs
 */
record Programs(Program.Ready program, Optional<Program.Ready> checker, Judge judge)
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
