package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import evalx.adapter.TestBroker;
import evalx.broker.BrokerAway;
import evalx.broker.Brokers;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.queue.Beans;
import evalx.queue.QueueNames;
import evalx.queue.WebhookMessage;
import evalx.queue.WebhookQueue;
import evalx.redis.RedisAway;
import evalx.result.Lookup;
import evalx.result.MemoryResults;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.result.WebhookId;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import evalx.submission.WebhookShape;
import evalx.webhook.WebhookAttempted.Next;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real broker, real connections, and the results in memory. */
class DeliverWebhookTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir static Path folder;
  private static TestBroker broker;
  private static ExecutorService executor;

  private final MemoryResults results = new MemoryResults();
  private final List<WebhookAttempted> attempts = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final WebhookQueue queue =
      new WebhookQueue(
          Brokers.sender(broker.outbound(), executor),
          Brokers.management(broker.outbound(), executor)::room);
  private final WebhookProgress progress = new WebhookProgress(queue, results, attempts::add);
  private int awaited;

  @BeforeAll
  static void start() {
    broker = new TestBroker(folder, Map.of());
    executor = Executors.newFixedThreadPool(4);
  }

  @AfterAll
  static void stop() {
    broker.close();
    executor.shutdownNow();
  }

  @AfterEach
  void close() throws Exception {
    broker.freeDisk();
    broker.limit(QueueNames.WEBHOOKS, 20_000);
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private DeliverWebhook deliverer(Map<String, String> more) {
    var set = new HashMap<>(more);
    set.put("WEBHOOK_SECRET", SECRET);
    set.put("WEBHOOK_ALLOW", "127.0.0.1,::1");
    set.putIfAbsent("WEBHOOK_RETRY_MILLIS", "50");
    set.put("WEBHOOK_TIMEOUT", "60");
    var settings = Settings.of(set::get);
    var post = new PostWebhook(settings.webhooks(), Thread::new);
    open.add(post::close);
    var load =
        new LoadPayload(
            new Found(),
            result -> result,
            MemoryPlan.of(settings, 0),
            folder.resolve("webhooks"),
            LoadPayload.WAIT);
    return new DeliverWebhook(results, load, post, progress, settings);
  }

  private void deliver(int places, Map<String, String> more) {
    var deliverer = deliverer(more);
    open.add(broker.deliver(QueueNames.WEBHOOKS, Beans.webhooks(deliverer), places));
  }

  private Receiver receiver(Receiver.Answer answer) {
    var receiver = Receiver.start(answer);
    open.add(receiver);
    return receiver;
  }

  /** The results as clients find them. */
  private final class Found implements ResultLookup {
    @Override
    public Lookup find(SubmissionId id, Caller viewer) {
      return load(id).map(Found::lookup).orElseGet(Lookup.Unknown::new);
    }

    private static Lookup lookup(StoredResult result) {
      var size = result.packed().length;
      return size <= Payload.MAX_IN_MEMORY
          ? new Lookup.Finished(result)
          : new Lookup.FinishedLarge(size);
    }

    @Override
    public Optional<StoredResult> load(SubmissionId id) {
      return results.stored(id).map(StoredResult::of);
    }

    @Override
    public boolean remove(SubmissionId id) {
      throw new UnsupportedOperationException();
    }
  }

  /** Ends a submission with a result for this receiver. */
  private SubmissionId end(URI receiver) {
    return end(receiver, "");
  }

  private SubmissionId end(URI receiver, String stdout) {
    var id = SubmissionId.random();
    var json =
        ("{\"token\":\"" + id + "\",\"stdout\":\"" + stdout + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    results.finish(id, json, Optional.of(receiver));
    progress.begin(id, WebhookId.of(json), Optional.empty(), true);
    return id;
  }

  /** Until its end is recorded, and has been told after that. */
  private void awaitEnd(SubmissionId id) {
    awaited++;
    await("the end of a webhook")
        .atMost(LIMIT)
        .until(() -> !results.find(id).orElseThrow().isPending() && endsTold() >= awaited);
  }

  private long endsTold() {
    return nexts().stream().filter(next -> next != Next.RETRIED).count();
  }

  private List<Next> nexts() {
    return attempts.stream().map(WebhookAttempted::next).toList();
  }

  @Test
  void anAttemptThatFailsIsFollowedByOthersWithTheSameId() throws Exception {
    deliver(1, Map.of());
    var receiver =
        receiver((exchange, count) -> exchange.sendResponseHeaders(count <= 4 ? 500 : 200, -1));

    var id = end(receiver.url("/a"));
    awaitEnd(id);

    assertThat(nexts())
        .containsExactly(Next.RETRIED, Next.RETRIED, Next.RETRIED, Next.RETRIED, Next.DELIVERED);
    assertThat(results.find(id).orElseThrow().attempts()).isEqualTo(5);
    assertThat(receiver.received)
        .hasSize(5)
        .extracting(request -> request.header("webhook-id"))
        .containsOnly(WebhookId.of(results.byId.get(id)));
    for (var request : receiver.received) {
      new Webhook(SECRET).verify(request.body(), request.headers());
      assertThat(request.body()).isEqualTo(results.text(id));
    }
  }

  @Test
  void aCallbackOfJudge0sComesAgainToo() {
    deliver(1, Map.of());
    var receiver =
        receiver((exchange, count) -> exchange.sendResponseHeaders(count == 1 ? 500 : 200, -1));

    awaitEnd(end(WebhookShape.JUDGE0.mark(receiver.url("/a"))));

    assertThat(nexts()).containsExactly(Next.RETRIED, Next.DELIVERED);
    assertThat(receiver.at("/a"))
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.method()).isEqualTo("PUT"))
        .extracting(request -> request.header("webhook-id"))
        .containsOnly(receiver.received.get(0).header("webhook-id"));
  }

  @Test
  void afterTheLastAttemptItIsGivenUp() {
    deliver(1, Map.of("WEBHOOK_MAX_ATTEMPTS", "3"));
    var receiver = receiver(Receiver.status(503));

    awaitEnd(end(receiver.url("/")));

    assertThat(nexts()).containsExactly(Next.RETRIED, Next.RETRIED, Next.GIVEN_UP);
    assertThat(receiver.received).hasSize(3);
  }

  @Test
  void aReceiverThatRefusesIsNotAskedAgain() {
    deliver(1, Map.of());
    var receiver = receiver(Receiver.status(410));

    awaitEnd(end(receiver.url("/")));

    assertThat(attempts).containsExactly(new WebhookAttempted("4xx", Next.GIVEN_UP));
    assertThat(receiver.received).hasSize(1);
  }

  @Test
  void aReceiverThatHangsDelaysNoOther() {
    assertThatAReceiverThatHangsDelaysNoOther("");
  }

  /** Each takes three quarters of the memory that all large ones have. */
  @Test
  void aReceiverThatHangsWithLargeResultsDelaysNoOther() {
    var noise = new byte[3 << 20];
    new Random(1).nextBytes(noise);
    assertThatAReceiverThatHangsDelaysNoOther(Base64.getEncoder().encodeToString(noise));
  }

  private void assertThatAReceiverThatHangsDelaysNoOther(String stdout) {
    deliver(8, Map.of());
    var released = new CountDownLatch(1);
    var slow =
        receiver(
            (exchange, count) -> {
              try {
                released.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    var quick = receiver(Receiver.status(200));
    for (int i = 0; i < 10; i++) {
      end(slow.url("/"), stdout);
    }
    await("the slow receiver has all it may have")
        .atMost(LIMIT)
        .until(() -> slow.received.size() == ReceiverTurns.MAX_AT_ONCE);

    for (int i = 0; i < 3; i++) {
      var id = end(quick.url("/" + i), stdout);
      awaitEnd(id);
      assertThat(quick.at("/" + i).get(0).body()).isEqualTo(results.text(id));
    }

    assertThat(slow.received).hasSize(ReceiverTurns.MAX_AT_ONCE);
    released.countDown();
  }

  /** An hour long, as far as the test is concerned. */
  @Test
  void aReceiverThatIsDownLeavesAQuarterOfTheQueueToTheFirstAttemptsOfOthers() throws Exception {
    broker.purge(QueueNames.WEBHOOKS);
    broker.limit(QueueNames.WEBHOOKS, 8);
    deliver(4, Map.of("WEBHOOK_RETRY_MILLIS", "600000"));
    var down = receiver(Receiver.status(503));
    var quick = receiver(Receiver.status(200));
    var sent = new ArrayList<SubmissionId>();
    for (int i = 0; i < 12; i++) {
      var id = end(down.url("/"));
      sent.add(id);
      await("its first attempt")
          .atMost(LIMIT)
          .until(() -> results.find(id).orElseThrow().attempts() == 1);
    }

    assertThat(sent.stream().filter(id -> results.find(id).orElseThrow().isPending()).count())
        .isBetween(1L, 6L);
    assertThat(attempts).contains(new WebhookAttempted("queue", Next.GIVEN_UP));

    var alive = end(quick.url("/"));
    await("its delivery").atMost(LIMIT).until(() -> nexts().contains(Next.DELIVERED));
    assertThat(results.find(alive).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void whatIsOnlyPutOffIsNotGivenUpWhereFirstAttemptsFillTheQueue() throws Exception {
    broker.purge(QueueNames.WEBHOOKS);
    broker.limit(QueueNames.WEBHOOKS, 7);
    var released = new CountDownLatch(1);
    var slow =
        receiver(
            (exchange, count) -> {
              try {
                released.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              exchange.sendResponseHeaders(200, -1);
            });
    var sent = Stream.generate(() -> end(slow.url("/"))).limit(7).toList();
    deliver(8, Map.of());
    await("the receiver has all it may have")
        .atMost(LIMIT)
        .until(() -> slow.received.size() == ReceiverTurns.MAX_AT_ONCE);
    released.countDown();

    sent.forEach(this::awaitEnd);
    assertThat(nexts()).hasSize(7).containsOnly(Next.DELIVERED);
  }

  @Test
  void theNextAttemptSurvivesARestartOfTheBroker() {
    deliver(1, Map.of("WEBHOOK_RETRY_MILLIS", "3000"));
    var receiver =
        receiver((exchange, count) -> exchange.sendResponseHeaders(count == 1 ? 500 : 200, -1));
    var id = end(receiver.url("/"));
    await("the first attempt")
        .atMost(LIMIT)
        .until(() -> results.find(id).orElseThrow().attempts() == 1);

    broker.stop();
    broker.start();
    awaitEnd(id);

    assertThat(receiver.received.size()).isGreaterThanOrEqualTo(2);
    assertThat(nexts()).endsWith(Next.DELIVERED);
  }

  @Test
  void anOutageOfTheStoreIsNoAttempt() {
    var away = new CountDownLatch(1);
    var deliverer = deliverer(Map.of());
    open.add(
        broker.deliver(
            QueueNames.WEBHOOKS,
            Beans.webhooks(
                message -> {
                  if (away.getCount() > 0) {
                    away.countDown();
                    throw new RedisAway(new IllegalStateException("test"));
                  }
                  deliverer.handle(message);
                })));
    var receiver = receiver(Receiver.status(200));

    awaitEnd(end(receiver.url("/")));

    assertThat(nexts()).containsExactly(Next.DELIVERED);
  }

  @Test
  void aFullDiskOfTheBrokerIsAnOutageAndNoReasonToGiveUp() {
    var receiver = receiver(Receiver.status(200));
    var id = SubmissionId.random();
    var json = id.toString().getBytes(StandardCharsets.UTF_8);
    results.finish(id, json, Optional.of(receiver.url("/")));
    var webhook = WebhookId.of(json);

    broker.fillDisk();
    assertThatThrownBy(() -> progress.begin(id, webhook, Optional.empty(), true))
        .isInstanceOf(BrokerAway.class)
        .hasMessageContaining("no room");
    assertThat(results.find(id).orElseThrow().isPending()).isTrue();
    broker.freeDisk();
    progress.begin(id, webhook, Optional.empty(), true);
    deliver(1, Map.of());
    awaitEnd(id);

    assertThat(nexts()).containsExactly(Next.DELIVERED);
  }

  @Test
  void aBrokerThatCannotTellWhetherItsQueueIsFullIsAway() {
    var stopping =
        new WebhookQueue(
            (message, within) -> {
              throw new QueueFull("full", new IllegalStateException("test"));
            },
            name -> {
              throw new SendRefused("no queue", new IllegalStateException("test"));
            });
    var origin = new WebhookMessage.Origin(Instant.now(), Optional.empty());
    var message = WebhookMessage.first(SubmissionId.random(), "msg_1", origin);

    assertThatThrownBy(() -> stopping.send(message, Duration.ZERO)).isInstanceOf(BrokerAway.class);
  }

  @Test
  void whatIsBegunTwiceIsSentOnce() {
    deliver(1, Map.of());
    var receiver = receiver(Receiver.status(200));
    var id = end(receiver.url("/twice"));
    progress.begin(id, WebhookId.of(results.byId.get(id)), Optional.empty(), true);
    awaitEnd(id);

    awaitEnd(end(receiver.url("/after")));

    assertThat(receiver.at("/twice")).hasSize(1);
  }

  @Test
  void ofARemovedResultNothingIsSent() {
    var receiver = receiver(Receiver.status(200));
    var removed = end(receiver.url("/removed"));
    results.webhooks.remove(removed);
    results.byId.remove(removed);
    deliver(1, Map.of());

    awaitEnd(end(receiver.url("/after")));

    assertThat(receiver.at("/removed")).isEmpty();
  }

  @Test
  void whatComesAfterItsTimeIsGivenUpWithoutAnAttempt() {
    deliver(1, Map.of());
    var receiver = receiver(Receiver.status(200));
    var id = SubmissionId.random();
    results.finish(id, new byte[0], Optional.of(receiver.url("/")));
    var twoHoursAgo = Instant.now().minus(Duration.ofHours(2));

    var origin = new WebhookMessage.Origin(twoHoursAgo, Optional.empty());
    queue.send(WebhookMessage.first(id, WebhookId.of(new byte[0]), origin), Duration.ZERO);
    awaitEnd(id);

    assertThat(attempts).containsExactly(new WebhookAttempted("late", Next.GIVEN_UP));
    assertThat(receiver.received).isEmpty();
  }
}
