package evalx.execution;

import evalx.cache.ArtifactCache;
import evalx.cache.Claim;
import evalx.cache.Compilation;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
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
class CompileOnce {
  private static final Duration RENEWAL = ArtifactCache.CLAIM_TIME.dividedBy(3);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** How long to believe that another node is compiling. */
  private static final Duration MOST_WAIT = Compiler.LIMITS.wall().multipliedBy(2);

  /** What a limit ended may end well another time; those who wait now share it all the same. */
  private static final Duration LIMITED_TIME = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(CompileOnce.class.getName());

  private final CompileInTurn compile;
  private final Sandbox sandbox;
  private final Capabilities capabilities;
  private final ArtifactCache cache;
  private final Waiting waiting;
  private final String worker;
  private final boolean enabled;
  private final KnownPrograms known = new KnownPrograms();
  private final Map<String, CompletableFuture<Program>> underWay = new ConcurrentHashMap<>();

  CompileOnce(
      CompileInTurn compile,
      Sandbox sandbox,
      Capabilities capabilities,
      ArtifactCache cache,
      Waiting waiting,
      Settings settings) {
    this(
        compile,
        sandbox,
        capabilities,
        cache,
        waiting,
        settings.worker(),
        settings.caches().programs());
  }

  CompileOnce(
      CompileInTurn compile,
      Sandbox sandbox,
      Capabilities capabilities,
      ArtifactCache cache,
      Waiting waiting,
      String worker,
      boolean enabled) {
    this.compile = compile;
    this.sandbox = sandbox;
    this.capabilities = capabilities;
    this.cache = cache;
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
  Program program(Job job, Language language) {
    var build = capabilities.build(language.id());
    return enabled && build.isPresent()
        ? once(job, language, name(job.submission(), language, build.get()))
        : compile.alone(job, language);
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
      ready.ifPresent(p -> cache.used(name));
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
      var program = here.isPresent() ? here.get() : claimed(job, language, name, mine);
      underWay.remove(name, mine);
      mine.complete(program);
      return program;
    } catch (RuntimeException e) {
      underWay.remove(name, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private Program claimed(
      Job job, Language language, String name, CompletableFuture<Program> mine) {
    var holder = UUID.randomUUID().toString();
    if (claim(name, holder) instanceof Claim.Hit hit) {
      var adopted = adopted(name, hit.compilation());
      if (adopted.isPresent()) {
        return adopted.get();
      }
    }
    try {
      var made = compile.forAll(job, language, RENEWAL, () -> cache.renew(name, holder));
      if (made.program() instanceof Program.Ready ready) {
        known.add(name, ready);
      }
      mine.complete(made.program());
      made.compilation()
          .ifPresent(compilation -> cache.put(name, compilation, time(language, made.program())));
      return made.program();
    } finally {
      cache.release(name, holder);
    }
  }

  private static Duration time(Language language, Program program) {
    return program instanceof Program.Rejected rejected && rejected.limited()
        ? LIMITED_TIME
        : language.cacheTime();
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
