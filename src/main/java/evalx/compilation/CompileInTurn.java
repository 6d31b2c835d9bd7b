package evalx.compilation;

import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.language.Language;
import evalx.submission.Job;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Compiles a job's sources when its turn comes at the gate. */
public class CompileInTurn {
  private static final Logger LOG = System.getLogger(CompileInTurn.class.getName());

  private final Compiler compiler;
  private final SandboxGate gate;
  private final Waiting waiting;

  public CompileInTurn(Compiler compiler, SandboxGate gate, Waiting waiting) {
    this.compiler = compiler;
    this.gate = gate;
    this.waiting = waiting;
  }

  /**
   * Compiles whatever was compiled before.
   *
   * @param meanwhile done at each pace until it ends
   * @throws evalx.sandbox.SandboxFailure when the sandbox broke
   */
  Program program(Job job, Language language, Duration pace, Runnable meanwhile) {
    var program =
        gate.submit(language.id(), job.id(), () -> compiler.compile(language, job.submission()));
    try {
      return waiting.await(program, pace, meanwhile);
    } catch (RuntimeException e) {
      // It may still come to its end, when nobody waits for it any more.
      program.thenAccept(CompileInTurn::release);
      throw e;
    }
  }

  private static void release(Program program) {
    if (program instanceof Program.Ready ready) {
      LOG.log(Level.DEBUG, "a program came too late for its job");
      ready.close();
    }
  }
}
