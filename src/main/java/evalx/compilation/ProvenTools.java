package evalx.compilation;

import evalx.capacity.Waiting;
import evalx.language.Language;
import evalx.language.LanguageBuilds;
import evalx.sandbox.SandboxFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When each compiler was last seen to work. One that is missing a part, as while its package is
 * replaced, rejects every source in the same way as a wrong one, so a rejection is believed only if
 * the compiler has made a program shortly before, or makes that of its self-test now.
 *
 * <p>Those who have a rejection at the same time share one look. A compiler is then believed for
 * {@value #PER_LOOK} times as long as the look took, so a flood of wrong sources makes a worker
 * that compiles nothing else busier by a twentieth of a processor.
 */
final class ProvenTools {
  static final Duration MIN_TRUST = Duration.ofSeconds(1);
  static final Duration MAX_TRUST = Duration.ofMinutes(1);
  private static final int PER_LOOK = 20;

  private static final Waiting OF_OTHERS = new Waiting(Compiler.LIMITS.wall().multipliedBy(2));

  private final LanguageBuilds builds;
  private final LongSupplier nanoTime;
  private final Map<Edition, Tool> tools = new ConcurrentHashMap<>();

  ProvenTools(LanguageBuilds builds, LongSupplier nanoTime) {
    this.builds = builds;
    this.nanoTime = nanoTime;
  }

  /**
   * What became of a self-test.
   *
   * @param cpu time of the compilation
   * @param said the compiler's messages
   */
  record Look(boolean passed, Duration cpu, String said) {
    private Duration trust() {
      var trust = cpu.multipliedBy(PER_LOOK);
      return trust.compareTo(MIN_TRUST) < 0
          ? MIN_TRUST
          : trust.compareTo(MAX_TRUST) > 0 ? MAX_TRUST : trust;
    }
  }

  /** As many as there are languages and installed versions. */
  private record Edition(String language, String tool) {}

  /**
   * Notes that a compiler has made a program.
   *
   * @param byServer by a process of before, which shows nothing of what is installed now
   */
  void worked(Language language, boolean byServer) {
    tool(language).worked(byServer);
  }

  /**
   * Returns if a rejection can be believed.
   *
   * @param byServer whether the rejection is that of a process of before
   * @param selfTest compiles the self-test in a process of its own
   * @throws SandboxFailure when the compiler does not work
   */
  void confirm(Language language, boolean byServer, Supplier<Look> selfTest) {
    var tool = tool(language);
    while (!tool.isTrusted(byServer)) {
      var mine = new CompletableFuture<Optional<Look>>();
      var underWay = tool.join(mine);
      var look =
          underWay == mine ? Optional.of(look(tool, mine, selfTest)) : OF_OTHERS.await(underWay);
      if (look.isPresent()) {
        judge(language, look.get());
        return;
      }
    }
  }

  private Tool tool(Language language) {
    return tools.computeIfAbsent(
        new Edition(language.id(), language.tool()), edition -> new Tool());
  }

  private static Look look(
      Tool tool, CompletableFuture<Optional<Look>> mine, Supplier<Look> selfTest) {
    // Empty after such as the end of the job that looks: the others look for themselves.
    Optional<Look> found = Optional.empty();
    try {
      var look = outcome(selfTest);
      found = Optional.of(look);
      return look;
    } finally {
      tool.ended(found);
      mine.complete(found);
    }
  }

  private static Look outcome(Supplier<Look> selfTest) {
    try {
      return selfTest.get();
    } catch (SandboxFailure e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return new Look(false, Duration.ZERO, String.valueOf(e.getMessage()));
    }
  }

  private void judge(Language language, Look look) {
    if (!look.passed()) {
      builds.sawFail(language.id());
      throw new SandboxFailure(
          "%s does not compile the self-test of %s: %s"
              .formatted(
                  language.tool(), language.name(), look.said().lines().findFirst().orElse("")));
    }
  }

  /** One compiler; the times are those of {@link #nanoTime}. */
  private final class Tool {
    private long worked = nanoTime.getAsLong() - MAX_TRUST.toNanos() - 1;
    private long serverWorked = worked;
    private Duration trust = MIN_TRUST;
    private @Nullable CompletableFuture<Optional<Look>> underWay;

    synchronized void worked(boolean byServer) {
      var now = nanoTime.getAsLong();
      if (byServer) {
        serverWorked = now;
      } else {
        worked = now;
      }
    }

    synchronized boolean isTrusted(boolean byServer) {
      var now = nanoTime.getAsLong();
      return now - worked <= trust.toNanos() || (byServer && now - serverWorked <= trust.toNanos());
    }

    /** The look that is under way, which is the given one if there was none. */
    synchronized CompletableFuture<Optional<Look>> join(CompletableFuture<Optional<Look>> mine) {
      var look = underWay == null ? mine : underWay;
      underWay = look;
      return look;
    }

    synchronized void ended(Optional<Look> look) {
      underWay = null;
      look.filter(Look::passed)
          .ifPresent(
              passed -> {
                trust = passed.trust();
                worked(false);
              });
    }
  }
}
