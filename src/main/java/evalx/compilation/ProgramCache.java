package evalx.compilation;

import evalx.cache.ArtifactCache;
import evalx.cache.Claim;
import evalx.cache.Compilation;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.sandbox.Sandbox;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** The programs that all nodes share through Redis, and this node's part in making them. */
@Singleton
final class ProgramCache {
  private final ArtifactCache cache;
  private final SharePrograms share;
  private final OtherWorkers others;
  private final String worker;
  private final boolean enabled;

  @Inject
  ProgramCache(ArtifactCache cache, SharePrograms share, OtherWorkers others, Settings settings) {
    this(cache, share, others, settings.node().worker(), settings.stores().caches().programs());
  }

  ProgramCache(
      ArtifactCache cache,
      SharePrograms share,
      OtherWorkers others,
      String worker,
      boolean enabled) {
    this.cache = cache;
    this.share = share;
    this.others = others;
    this.worker = worker;
    this.enabled = enabled;
  }

  /**
   * Names what the sources of a submission make; empty where each submission is to be compiled for
   * itself: because it asks for that, or the language's build is not known.
   */
  Optional<String> name(Toolchain toolchain, Language language, Submission submission) {
    return toolchain
        .build(language)
        .filter(build -> enabled && submission.handling().cache())
        .map(build -> CacheKeys.program(language, submission, toolchain.driver(), build, worker));
  }

  Claim claim(String name, String holder) {
    return cache.claim(name, holder);
  }

  /** Does something with a large program while no other is in memory; empty where it has gone. */
  <T> Optional<T> use(String name, Function<Compilation, Optional<T>> use) {
    return cache.use(name, use);
  }

  void renew(String name, String holder) {
    cache.renew(name, holder);
  }

  void release(String name, String holder) {
    cache.release(name, holder);
  }

  /** Whether another node may ask for a program as soon as it is made. */
  boolean hasOtherNodes() {
    return others.areAlive();
  }

  /** Shares a program soon, and then ends the claim under which it was made, if any. */
  void share(
      Sandbox sandbox, String name, String holder, Program.Ready program, Language language) {
    share.later(sandbox, name, holder, program, language.bounds().cacheTime());
  }

  /** Shares an error, if others may believe it, and ends the claim under which it was found. */
  void share(String name, String holder, Program.Rejected rejected) {
    var compiled = rejected.compiled();
    rejected
        .cause()
        .sharedFor()
        .ifPresent(
            time ->
                cache.put(
                    name,
                    new Compilation.Rejected(
                        rejected.message(), compiled.time(), compiled.output()),
                    time));
    cache.release(name, holder);
  }
}
