package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import evalx.submission.Caller.Scope;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSharesTest {
  private static final Caller EVA = caller("eva");
  private static final Caller BOB = caller("bob");
  private static final Caller IDA = caller("ida");
  private static final int RESULT = 300 << 10;
  private static final int STORE_MB = 16;
  private static final long SECOND = 1_000_000_000;

  @TempDir Path folder;

  private final Random random = new Random(1);
  private final Settings settings = Settings.of(name -> null);
  private RedisServer server;
  private Redis redis;
  private StoreSpace space;
  private Node node;

  /** One that counts, and looks what all have. */
  private final class Node {
    private final KeptResults kept;
    private final StoreShares shares;
    private final ResultStore results;

    Node(Clock clock) {
      kept = new KeptResults(redis, settings, clock);
      shares = new StoreShares(space, kept);
      results = new ResultStore(redis, settings, kept);
    }

    /** A result that no compression makes smaller. */
    SubmissionId store(Caller caller) {
      var id = SubmissionId.random();
      var description = new JobDescription("c", Encoding.UTF8, 1, caller.key());
      new JobStates(redis, space, settings).describe(id, description);
      var result = new byte[RESULT];
      random.nextBytes(result);
      assertThat(results.finish(id, result, Optional.empty())).isTrue();
      shares.look();
      return id;
    }
  }

  @BeforeEach
  void start() {
    server = new RedisServer(folder, "--maxmemory", STORE_MB + "mb");
    redis = new Redis(server.address());
    var clock = new AtomicLong();
    space = new StoreSpace(redis::facts, () -> clock.addAndGet(SECOND));
    node = new Node(Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  private static Caller caller(String name) {
    return new Caller(Optional.of(name), "10.0.0.1", Set.of(Scope.SUBMIT));
  }

  private List<SubmissionId> fillShareOf(Caller caller) {
    var stored = new ArrayList<SubmissionId>();
    while (node.shares.hasRoom(caller)) {
      stored.add(node.store(caller));
    }
    return stored;
  }

  @Test
  void oneCallerFillsNoMoreThanThreeQuartersAndTheRestIsForOthers() {
    var stored = fillShareOf(EVA);

    var share = (double) stored.size() * RESULT / (STORE_MB << 20);
    assertThat(share).isBetween(0.5, 0.75);
    assertThat(node.shares.hasRoom(BOB)).isTrue();
    assertThat(node.shares.waiting()).as("what was accepted is run").isEmpty();
    assertThat(space.hasRoom()).isTrue();
  }

  @Test
  void jobsOfACallerWaitBeforeItsResultsTakeTheRoomOfOthers() {
    while (node.shares.waiting().isEmpty()) {
      node.store(EVA);
    }

    assertThat(node.shares.waiting()).containsExactly(EVA.key());
    assertThat(space.hasRoom()).as("for new submissions of others").isTrue();
    assertThat(node.shares.hasRoom(BOB)).isTrue();
    var before = Instant.now().minusSeconds(60);
    assertThat(node.shares.hasWaited(EVA, before)).isTrue();
    assertThat(node.shares.hasWaited(EVA, Instant.now().plusSeconds(60))).isFalse();
    assertThat(node.shares.hasWaited(BOB, before)).isFalse();
  }

  @Test
  void twoThatFillTheStoreHaveLessEachAndLeaveRoomToo() {
    while (node.shares.hasRoom(EVA)) {
      node.store(EVA);
      node.store(BOB);
    }

    assertThat(node.shares.hasRoom(IDA)).isTrue();
    assertThat(space.hasRoom()).isTrue();
  }

  @Test
  void resultsThatAreDeletedMakeRoomAtOnce() {
    var stored = fillShareOf(EVA);

    stored.subList(0, 10).forEach(node.results::remove);
    node.shares.look();

    assertThat(node.shares.hasRoom(EVA)).isTrue();
    assertThat(node.kept.largest().get(EVA.key())).isLessThan((stored.size() - 9L) * RESULT);
  }

  @Test
  void anotherNodeKnowsWhatThisOneHasStored() {
    fillShareOf(EVA);
    var other = new Node(Clock.systemUTC());

    other.shares.look();

    assertThat(other.shares.hasRoom(EVA)).isFalse();
    assertThat(other.shares.hasRoom(BOB)).isTrue();
  }

  @Test
  void whatHasExpiredCountsNoLonger() {
    node.store(EVA);
    assertThat(node.kept.largest().get(EVA.key())).isGreaterThan(RESULT);

    var now = Instant.now();
    var ttl = settings.runs().jobs().resultTtl();
    assertThat(at(now.plus(ttl.minusMinutes(1)))).containsKey(EVA.key());
    assertThat(at(now.plus(ttl.multipliedBy(14).dividedBy(12)))).isEmpty();
  }

  private Map<String, Long> at(Instant time) {
    var ahead = Duration.between(Instant.now(), time);
    return new KeptResults(redis, settings, Clock.offset(Clock.systemUTC(), ahead)).largest();
  }

  @Test
  void aResultThatIsStoredTwiceCountsOnce() {
    var id = SubmissionId.random();
    var description = new JobDescription("c", Encoding.UTF8, 1, EVA.key());
    new JobStates(redis, space, settings).describe(id, description);
    var result = "{}".getBytes(StandardCharsets.UTF_8);
    node.results.finish(id, result, Optional.empty());
    node.results.finish(id, result, Optional.empty());
    node.shares.look();

    assertThat(node.kept.largest())
        .isEqualTo(Map.of(EVA.key(), (long) result.length + KeptResults.OVERHEAD));
  }
}
