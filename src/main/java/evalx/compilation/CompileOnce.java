package evalx.compilation;

import evalx.cache.ArtifactCache;
import evalx.cache.Claim;
import evalx.cache.Compilation;
import evalx.capacity.Waiting;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.node.Capabilities;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Job;
import evalx.submission.Submission;
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
 * while the others wait for it.
 *
 * <p>All waiting is on the jobs' own threads: who waits for a compilation holds no place in the
 * sandbox. A compilation that breaks is nobody else's: the next who waits tries it.
 */
public class CompileOnce {
  private static final Duration RENEWAL = ArtifactCache.CLAIM_TIME.dividedBy(3);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** How long to believe that another node is compiling. */
  private static final Duration MOST_WAIT = Compiler.LIMITS.wall().multipliedBy(2);

  /**
   * An error may be due to this moment, when memory is short or a package is exchanged: it is for
   * those who ask at about the same time.
   */
  private static final Duration ERROR_TIME = Duration.ofMinutes(1);

  /** What a limit or a signal ended may well end otherwise another time. */
  private static final Duration CUT_TIME = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(CompileOnce.class.getName());

  private final CompileInTurn compile;
  private final Sandbox sandbox;
  private final Capabilities capabilities;
  private final ArtifactCache cache;
  private final SharePrograms share;
  private final Waiting waiting;
  private final String worker;
  private final boolean enabled;
  private final KnownPrograms known = new KnownPrograms();
  private final Map<String, CompletableFuture<Program>> underWay = new ConcurrentHashMap<>();

  public CompileOnce(
      CompileInTurn compile,
      Sandbox sandbox,
      Capabilities capabilities,
      ArtifactCache cache,
      SharePrograms share,
      Waiting waiting,
      Settings settings) {
    this(
        compile,
        sandbox,
        capabilities,
        cache,
        share,
        waiting,
        settings.worker(),
        settings.caches().programs());
  }

  public CompileOnce(
      CompileInTurn compile,
      Sandbox sandbox,
      Capabilities capabilities,
      ArtifactCache cache,
      SharePrograms share,
      Waiting waiting,
      String worker,
      boolean enabled) {
    this.compile = compile;
    this.sandbox = sandbox;
    this.capabilities = capabilities;
    this.cache = cache;
    this.share = share;
    this.waiting = waiting;
    this.worker = worker;
    this.enabled = enabled;
  }

  /**
   * The program that a job's sources make. A language that has not proved to work here, so that its
   * exact version is not known, is always compiled.
   *
   * @throws SandboxFailure when the sandbox broke
   */
  public Program program(Job job, Language language) {
    var build = capabilities.build(language.id());
    return enabled && build.isPresent()
        ? once(job, language, name(job.submission(), language, build.get()))
        : compile.program(job, language, RENEWAL, () -> {});
  }

  private String name(Submission submission, Language language, String build) {
    return CacheKeys.program(language, submission, sandbox.driver(), build, worker);
  }

  private Program once(Job job, Language language, String name) {
    while (true) {
      var here = here(name);
      if (here.isPresent()) {
        return here.get();
      }
      var mine = new CompletableFuture<Program>();
      var others = underWay.putIfAbsent(name, mine);
      if (others == null) {
        return first(job, language, name, mine);
      }
      var shared = shared(others);
      if (shared.isPresent()) {
        return shared.get();
      }
    }
  }

  /** The program where this node's sandbox has it. */
  private Optional<Program> here(String name) {
    var program = known.find(name);
    try {
      var ready = program.map(p -> ready(p.artifact(), p.compileTime(), p.output()));
      return ready;
    } catch (ArtifactMissing e) {
      known.forget(name);
      return Optional.empty();
    }
  }

  private Program ready(ArtifactId artifact, Duration compileTime, String output) {
    return new Program.Ready(artifact, sandbox.lease(artifact), compileTime, output, true);
  }

  /** What another job of this node makes; empty when that came to nothing. */
  private Optional<Program> shared(CompletableFuture<Program> others) {
    var program = waiting.await(others.exceptionally(failure -> null), RENEWAL, () -> {});
    if (program instanceof Program.Rejected rejected) {
      return Optional.of(rejected.fromCache());
    }
    try {
      return Optional.ofNullable((Program.Ready) program)
          .map(p -> ready(p.artifact(), p.compileTime(), p.output()));
    } catch (ArtifactMissing e) {
      return Optional.empty();
    }
  }

  private Program first(Job job, Language language, String name, CompletableFuture<Program> mine) {
    try {
      // It may have been made between the first look and now.
      var here = here(name);
      var program = here.isPresent() ? here.get() : claimed(job, language, name);
      underWay.remove(name, mine);
      mine.complete(program);
      return program;
    } catch (RuntimeException | Error e) {
      underWay.remove(name, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private Program claimed(Job job, Language language, String name) {
    var holder = UUID.randomUUID().toString();
    if (claim(name, holder) instanceof Claim.Hit hit) {
      var adopted = adopted(name, hit.compilation());
      if (adopted.isPresent()) {
        return adopted.get();
      }
    }
    var program = compiled(job, language, name, holder);
    if (program instanceof Program.Ready ready) {
      known.add(name, ready);
      share.later(sandbox, name, holder, ready, language.cacheTime());
    } else {
      cache.put(name, error((Program.Rejected) program), time((Program.Rejected) program));
      cache.release(name, holder);
    }
    return program;
  }

  private Program compiled(Job job, Language language, String name, String holder) {
    try {
      return compile.program(job, language, RENEWAL, () -> cache.renew(name, holder));
    } catch (RuntimeException | Error e) {
      cache.release(name, holder);
      throw e;
    }
  }

  private static Compilation error(Program.Rejected rejected) {
    return new Compilation.Error(rejected.message(), rejected.compileTime(), rejected.output());
  }

  private static Duration time(Program.Rejected rejected) {
    return rejected.cut() ? CUT_TIME : ERROR_TIME;
  }

  private Claim claim(String name, String holder) {
    long deadline = System.nanoTime() + MOST_WAIT.toNanos();
    var claim = cache.claim(name, holder);
    while (claim instanceof Claim.Theirs && System.nanoTime() - deadline < 0) {
      waiting.pause(PAUSE);
      claim = cache.claim(name, holder);
    }
    return claim;
  }

  /** Brings a program from Redis into this node's sandbox; empty when that cannot be. */
  private Optional<Program> adopted(String name, Compilation compilation) {
    if (compilation instanceof Compilation.Error error) {
      return Optional.of(
          new Program.Rejected(error.message(), false, error.time(), error.output(), true));
    }
    var program = (Compilation.Program) compilation;
    try {
      var stored = sandbox.store(program.files());
      var ready = (Program.Ready) ready(stored, program.time(), program.output());
      known.add(name, ready);
      return Optional.of(ready);
    } catch (SandboxFailure | ArtifactMissing e) {
      LOG.log(Level.WARNING, "a cached program is compiled again: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
