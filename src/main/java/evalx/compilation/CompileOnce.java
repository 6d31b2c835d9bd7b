package evalx.compilation;

import evalx.cache.ArtifactCache;
import evalx.cache.Claim;
import evalx.cache.Compilation;
import evalx.capacity.RunGroup;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.language.Language;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Job;
import evalx.submission.Result;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles the same sources once, however many submissions of them there are, on all nodes: looks
 * first into this node's sandbox, then into Redis, and lets one of those who find nothing compile
 * while the others wait for it. While no other worker is alive, Redis is given only what is asked
 * for again.
 *
 * <p>All waiting is on the jobs' own threads, so it holds no permit of the sandbox. A compilation
 * that breaks fails only its own caller: the next one that waits tries again.
 */
public final class CompileOnce {
  /** How often a claim is renewed, and a caller does what it has to do while it waits. */
  private static final Duration PACE = ArtifactCache.CLAIM_TIME.dividedBy(6);

  private static final Duration PAUSE = Duration.ofMillis(20);

  /** How long to believe that another node is compiling. */
  private static final Duration MAX_WAIT = Compiler.LIMITS.wall().multipliedBy(2);

  /** Holds no claim. */
  private static final String NOBODY = "";

  private static final Logger LOG = System.getLogger(CompileOnce.class.getName());

  private final Toolchain toolchain;
  private final ProgramCache cache;
  private final SandboxGate gate;
  private final Compiler compiler;
  private final KnownPrograms known = new KnownPrograms();
  private final Map<String, CompletableFuture<Program>> underWay = new ConcurrentHashMap<>();

  public CompileOnce(Toolchain toolchain, ProgramCache cache, SandboxGate gate, Compiler compiler) {
    this.toolchain = toolchain;
    this.cache = cache;
    this.gate = gate;
    this.compiler = compiler;
  }

  /**
   * The program that a job's sources make; throws as {@link #program(Job, Language, Runnable)}
   * does.
   */
  public Program program(Job job, Language language) {
    return program(job, language, () -> {});
  }

  /**
   * The program that a job's sources make. A submission that refuses caches, or whose language has
   * not proved to work here, so that its exact version is not known, is always compiled.
   *
   * @param meanwhile done about every second, on the job's own thread, while the job waits for its
   *     program, whoever compiles it
   * @throws SandboxFailure when the sandbox broke, or the job's thread was interrupted
   */
  public Program program(Job job, Language language, Runnable meanwhile) {
    var compilation = new OneJob(job, language, meanwhile);
    return cache
        .name(toolchain, language, job.submission())
        .map(compilation::once)
        .orElseGet(() -> compilation.compiled(() -> {}));
  }

  private Program.Ready ready(ArtifactId artifact, Result.Compiled compiled) {
    return new Program.Ready(
        artifact,
        toolchain.sandbox().lease(artifact),
        new Result.Compiled(compiled.time(), compiled.output(), true));
  }

  /** Brings a program from Redis into this node's sandbox; empty when that cannot be. */
  private Optional<Program> adopted(String name, Compilation compilation) {
    var compiled = new Result.Compiled(compilation.time(), compilation.output(), true);
    if (compilation instanceof Compilation.Rejected error) {
      return Optional.of(new Program.Rejected(error.message(), Program.Cause.SOURCES, compiled));
    }
    try {
      var stored = toolchain.sandbox().store(((Compilation.Program) compilation).files());
      var ready = ready(stored, compiled);
      known.add(name, ready, true);
      return Optional.of(ready);
    } catch (SandboxFailure | ArtifactMissing e) {
      LOG.log(Level.WARNING, "A cached program is compiled again: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  /** What one job does to come by its program. */
  private final class OneJob {
    private final Job job;
    private final Language language;
    private final Runnable meanwhile;
    private final RunGroup runs;

    OneJob(Job job, Language language, Runnable meanwhile) {
      this.job = job;
      this.language = language;
      this.meanwhile = meanwhile;
      this.runs = gate.group(language.id(), job.id());
    }

    /** The program where this node's sandbox has it. */
    private Optional<Program> here(String name) {
      var program = known.find(name);
      try {
        return program.map(p -> again(name, p));
      } catch (ArtifactMissing e) {
        known.forget(name);
        return Optional.empty();
      }
    }

    private Program again(String name, KnownPrograms.Known program) {
      var ready = ready(program.artifact(), program.compiled());
      if (!program.shared()) {
        cache.share(toolchain.sandbox(), name, NOBODY, ready, language);
      }
      return ready;
    }

    Program once(String name) {
      while (true) {
        var here = here(name);
        if (here.isPresent()) {
          return here.get();
        }
        var mine = new CompletableFuture<Program>();
        var others = underWay.putIfAbsent(name, mine);
        if (others == null) {
          return first(name, mine);
        }
        var shared = shared(others);
        if (shared.isPresent()) {
          return shared.get();
        }
      }
    }

    /** What another job of this node makes; empty when that is of no use to this one. */
    private Optional<Program> shared(CompletableFuture<Program> others) {
      var program = runs.await(others.exceptionally(failure -> null), PACE, meanwhile);
      if (program instanceof Program.Rejected rejected) {
        return rejected.cause().sharedFor().map(time -> rejected.fromCache());
      }
      try {
        return Optional.ofNullable((Program.Ready) program)
            .map(p -> ready(p.artifact(), p.compiled()));
      } catch (ArtifactMissing e) {
        return Optional.empty();
      }
    }

    private Program first(String name, CompletableFuture<Program> mine) {
      try {
        // It may have been made between the first look and now.
        var here = here(name);
        var program = here.isPresent() ? here.get() : claimed(name);
        underWay.remove(name, mine);
        mine.complete(program);
        return program;
      } catch (RuntimeException | Error e) {
        underWay.remove(name, mine);
        mine.completeExceptionally(e);
        throw e;
      }
    }

    private Program claimed(String name) {
      var holder = UUID.randomUUID().toString();
      var found = found(name, claim(name, holder));
      if (found.isPresent()) {
        return found.get();
      }
      var program = compiledFor(name, holder);
      if (program instanceof Program.Ready ready) {
        made(name, holder, ready);
      } else {
        cache.share(name, holder, (Program.Rejected) program);
      }
      return program;
    }

    private Optional<Program> found(String name, Claim claim) {
      if (claim instanceof Claim.Hit hit) {
        return adopted(name, hit.compilation());
      }
      return claim instanceof Claim.LargeHit
          ? cache.use(name, compilation -> adopted(name, compilation))
          : Optional.empty();
    }

    /** What nobody else asks for need not leave this node; what is asked for again outlives it. */
    private void made(String name, String holder, Program.Ready ready) {
      var elsewhere = cache.hasOtherNodes();
      if (known.add(name, ready, elsewhere) && !elsewhere) {
        cache.release(name, holder);
      } else {
        cache.share(toolchain.sandbox(), name, holder, ready, language);
      }
    }

    private Claim claim(String name, String holder) {
      long deadline = System.nanoTime() + MAX_WAIT.toNanos();
      long next = System.nanoTime() + PACE.toNanos();
      var claim = cache.claim(name, holder);
      while (claim instanceof Claim.Theirs && System.nanoTime() - deadline < 0) {
        Waiting.pause(PAUSE);
        if (System.nanoTime() - next > 0) {
          meanwhile.run();
          next = System.nanoTime() + PACE.toNanos();
        }
        claim = cache.claim(name, holder);
      }
      return claim;
    }

    private Program compiledFor(String name, String holder) {
      try {
        return compiled(() -> cache.renew(name, holder));
      } catch (RuntimeException | Error e) {
        cache.release(name, holder);
        throw e;
      }
    }

    /**
     * Compiles when its turn comes at the gate, whatever was compiled before.
     *
     * @param renewal done beside what the job does while it waits
     */
    Program compiled(Runnable renewal) {
      var program = runs.submit(() -> compiler.compile(language, job.submission()));
      try {
        return runs.await(
            program,
            PACE,
            () -> {
              renewal.run();
              meanwhile.run();
            });
      } catch (RuntimeException | Error e) {
        runs.cancel();
        // It may still have ended, and its program has no other owner.
        var unused = program.thenAccept(Program::close);
        throw e;
      }
    }
  }
}
