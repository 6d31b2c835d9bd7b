package evalx.admin;

import evalx.files.FileStore;
import evalx.redis.RedisAway;
import evalx.redis.RedisFacts;
import evalx.result.StoreSpace;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the two Redis and the file store. */
@Singleton
class StoreProblems {
  /** Below the share from which on submissions are refused. */
  private static final double MUCH = 0.75;

  private static final long MIB = 1 << 20;

  private final StoreSpace space;
  private final Caches caches;
  private final FileStore files;

  @Inject
  StoreProblems(StoreSpace space, Caches caches, FileStore files) {
    this.space = space;
    this.caches = caches;
    this.files = files;
  }

  List<Problem> find() {
    var problems = new ArrayList<Problem>();
    try {
      findOfResults(space.facts(), problems);
    } catch (RedisAway e) {
      problems.add(
          Problem.error(
              "redis_away", "redis", "Redis does not answer", "start Redis, or check REDIS_URL"));
    }
    var store = caches.store();
    if (store.shared() && !store.available()) {
      problems.add(
          Problem.warning(
              "cache_away",
              "cache",
              "the Redis of the caches does not answer, so programs are compiled again",
              "start it, or check CACHE_REDIS_URL"));
    }
    files
        .outage()
        .ifPresent(
            why ->
                problems.add(
                    Problem.error(
                        "files_away",
                        "files",
                        why + "; jobs that need its files wait",
                        "bring it back, or check FILE_STORE and the settings S3_*; jobs go on by"
                            + " themselves")));
    return problems;
  }

  private void findOfResults(RedisFacts facts, List<Problem> problems) {
    for (String problem : facts.problems()) {
      problems.add(
          Problem.warning(
              "redis_settings",
              "redis",
              problem,
              "see REDIS_URL in microprofile-config.properties"));
    }
    if (facts.usesMoreThan(MUCH)) {
      var text =
          facts.usedMemory() / MIB + " of " + facts.maxMemory() / MIB + " MiB of Redis are in use";
      var remedy = "give Redis more memory (REDIS_MAX_MEMORY), or set RESULT_TTL lower";
      problems.add(
          space.hasRoom()
              ? Problem.warning("redis_memory", "redis", text, remedy)
              : Problem.error("redis_memory", "redis", text + ": submissions are refused", remedy));
    }
  }
}
