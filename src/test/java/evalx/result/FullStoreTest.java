package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More jobs were accepted, when there was room, than the store has room for results. */
class FullStoreTest {
  private static final int JOBS = 40;
  private static final int RESULT = 1 << 20;
  private static final long SECOND = 1_000_000_000;
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final JobDescription DESCRIPTION =
      new JobDescription("c", Encoding.UTF8, 20, "name:eva");

  @TempDir Path folder;

  private final ArrayDeque<SubmissionId> waiting = new ArrayDeque<>();
  private final List<SubmissionId> ended = new ArrayList<>();
  private final Random random = new Random(1);

  private RedisServer server;
  private Redis redis;
  private StoreSpace space;
  private JobStates states;
  private ResultStore results;

  @BeforeEach
  void start() {
    server = new RedisServer(folder, "--maxmemory", "32mb");
    redis = new Redis(server.address());
    var clock = new AtomicLong();
    space = new StoreSpace(redis::facts, () -> clock.addAndGet(SECOND));
    var settings = Settings.of(name -> null);
    states = new JobStates(redis, space, settings);
    results = new ResultStore(redis, settings, new KeptResults(redis, settings));
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void theOthersWaitUntilResultsHaveExpiredAndNoResultIsLost() {
    for (int i = 0; i < JOBS; i++) {
      waiting.add(SubmissionId.random());
      accept(waiting.getLast());
    }

    runAllThatMay();

    assertThat(waiting).isNotEmpty();
    assertThat(ended).hasSizeGreaterThan(JOBS / 2).allMatch(id -> results.stored(id).isPresent());
    assertThatThrownBy(() -> accept(SubmissionId.random())).isInstanceOf(StoreFull.class);

    ended.subList(0, JOBS / 2).forEach(id -> redis.delete(Keys.result(id)));
    runAllThatMay();

    assertThat(waiting).isEmpty();
    assertThat(ended).hasSize(JOBS);
  }

  private void accept(SubmissionId id) {
    states.create(id, BODY, DESCRIPTION, Instant.EPOCH);
  }

  /** As a node does, with one place. */
  private void runAllThatMay() {
    while (!waiting.isEmpty() && !space.isNearlyFull()) {
      var id = waiting.remove();
      var request = new StartRequest(id, UUID.randomUUID(), BodyHash.of(BODY), 0, Instant.EPOCH, 0);
      assertThat(states.start(request)).isEqualTo(new Start.Attempt(1, 0, false, false));
      var result = new byte[RESULT];
      random.nextBytes(result);
      assertThat(results.finish(id, result, Optional.empty())).isTrue();
      ended.add(id);
    }
  }
}
