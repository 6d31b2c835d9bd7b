package evalx.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventChannelsTest {
  private static final Caller ANN = Caller.anonymous("192.0.2.7");

  @TempDir static Path folder;
  private static RedisServer server;

  private final SubmissionId id = SubmissionId.random();
  private final Subscribers subscribers = new Subscribers();
  private final List<Notice> heard = new CopyOnWriteArrayList<>();
  private Redis redis;
  private EventChannels channels;
  private List<Thread> listeners;

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @BeforeEach
  void listen() {
    // Before the channels are open: each new connection tells every subscriber to look.
    subscribers.add(id, ANN, heard::add);
    redis = new Redis(server.address());
    channels = new EventChannels(redis, subscribers);
    listeners = channels.channels().stream().map(Thread::new).toList();
    listeners.forEach(Thread::start);
  }

  @AfterEach
  void close() {
    channels.close();
    redis.close();
    await().until(() -> listeners.stream().noneMatch(Thread::isAlive));
  }

  /** What is said before the channel is open is not heard. */
  private void repeat(Runnable say, Supplier<Boolean> heardIt) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              say.run();
              return heardIt.get();
            });
  }

  @Test
  void anEndIsHeardByTheSubscribersOfItsSubmission() {
    await().until(() -> heard.contains(Notice.LOG_GREW) && heard.contains(Notice.MAY_HAVE_ENDED));
    heard.clear();

    redis.publish("evalx:finished", SubmissionId.random().toString());
    redis.publish("evalx:finished", id.toString());

    await().until(() -> !heard.isEmpty());
    assertThat(heard).containsExactly(Notice.MAY_HAVE_ENDED);
  }

  @Test
  void anEndOnThisNodeIsHeardBeforeRedisHasItAndOnlyOnce() {
    await().until(() -> heard.contains(Notice.LOG_GREW) && heard.contains(Notice.MAY_HAVE_ENDED));
    heard.clear();

    channels.announceEnd(id);

    assertThat(heard).containsExactly(Notice.MAY_HAVE_ENDED);
    var last = SubmissionId.random();
    var passed = new CountDownLatch(1);
    subscribers.add(last, ANN, notice -> passed.countDown());
    redis.publish("evalx:finished", id.toString());
    redis.publish("evalx:finished", last.toString());
    await().until(() -> passed.getCount() == 0);
    assertThat(heard).as("its own end once, and that of another node").hasSize(2);
  }

  @Test
  void otherNodesHearAnEnd() {
    var node = new EventChannels(redis, new Subscribers());
    await().until(() -> heard.contains(Notice.LOG_GREW) && heard.contains(Notice.MAY_HAVE_ENDED));
    heard.clear();

    node.announceEnd(id);

    await().until(() -> heard.equals(List.of(Notice.MAY_HAVE_ENDED)));
  }

  @Test
  void listeningGoesOnAfterMessagesThatCannotBeRead() {
    repeat(
        () -> {
          redis.publish("evalx:finished", "nonsense");
          redis.publish("evalx:progress", "nonsense");
          redis.publish("evalx:progress", id + "nonsense");
          redis.publish("evalx:progress", id.toString());
        },
        () -> heard.contains(Notice.LOG_GREW));
  }

  @Test
  void aLogThatGrewIsHeardByTheSubscribersOfItsSubmission() {
    await().until(() -> heard.contains(Notice.LOG_GREW) && heard.contains(Notice.MAY_HAVE_ENDED));
    heard.clear();

    redis.publish("evalx:progress", SubmissionId.random().toString());
    redis.publish("evalx:progress", id.toString());

    await().until(() -> !heard.isEmpty());
    assertThat(heard).containsExactly(Notice.LOG_GREW);
  }

  @Test
  void anEndThatTheOutageSwallowedHidesNoLaterOne() {
    await().until(() -> heard.contains(Notice.LOG_GREW) && heard.contains(Notice.MAY_HAVE_ENDED));
    server.kill();
    assertThatThrownBy(() -> channels.announceEnd(id)).isInstanceOf(RedisAway.class);
    heard.clear();
    server.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains(Notice.MAY_HAVE_ENDED));
    heard.clear();

    redis.publish("evalx:finished", id.toString());

    await().until(() -> heard.contains(Notice.MAY_HAVE_ENDED));
  }

  @Test
  void everySubscriberLooksAgainAfterAnOutage() {
    await().until(() -> heard.contains(Notice.LOG_GREW) && heard.contains(Notice.MAY_HAVE_ENDED));
    heard.clear();

    server.kill();
    server.start();

    await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains(Notice.MAY_HAVE_ENDED));
  }
}
