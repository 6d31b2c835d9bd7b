package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.broker.Adapter;
import evalx.broker.Management;
import evalx.broker.Outgoing;
import evalx.broker.Sender;
import evalx.broker.ShortRedelivery;
import evalx.format.SubmissionReader;
import evalx.format.SubmissionWriter;
import evalx.format.UnknownMembers;
import evalx.intake.NewJob;
import evalx.intake.SubmissionRules;
import evalx.redis.RedisServer;
import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.result.ResultStore;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import evalx.work.CancelJob;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The queue in the app server, with the real broker, the real Redis and a scripted sandbox. */
@ExtendWith({RedisForContainer.class, ArquillianExtension.class})
public class QueueIT {
  private static final Caller CALLER = Caller.anonymous("test");
  private static final Duration LONG = Duration.ofSeconds(40);

  @Inject private SubmissionQueue queue;
  @Inject private SubmissionRules rules;
  @Inject private JobLedger ledger;
  @Inject private ResultStore results;
  @Inject private Sender broker;
  @Inject private Management management;
  @Inject private ShortRedelivery shortRedelivery;
  @Inject private Adapter adapter;
  @Inject private CancelJob cancelJob;

  @Resource(lookup = "java:app/evalx/broker")
  private ConnectionFactory connections;

  private final String name = "n" + UUID.randomUUID().toString().replace("-", "");
  private final SubmissionId token = SubmissionId.random();

  @Deployment
  public static WebArchive deployment() {
    return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("evalx.war")))
        .addClasses(
            ScriptedSandbox.class,
            ScriptedSandbox.Producer.class,
            RedisForContainer.class,
            RedisServer.class,
            ShortRedelivery.class)
        .addAsLibraries(
            libraryOf(Assertions.class), libraryOf(Awaitility.class), libraryOf(Matchers.class));
  }

  private static File libraryOf(Class<?> type) {
    try {
      return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void consume() {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> management.depth(QueueNames.jobs("cpp")) == 0);
    shortRedelivery.at(QueueNames.jobs("c"));
    adapter.consume(Map.of(QueueNames.jobs("c"), "", QueueNames.jobs("cpp"), ""));
  }

  /** A test that failed must not hold the others up. */
  @AfterEach
  void letGo() {
    ScriptedSandbox.away = false;
    ScriptedSandbox.GO.release(ScriptedSandbox.GO.getQueueLength());
  }

  private static byte[] body(String language, String word, String name) {
    return "{\"language\":\"%s\",\"code\":\"%s %s\",\"test_cases\":[{\"expected_output\":\"%s\"}],\"cache\":false}"
        .formatted(language, word, name, name)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void submit(SubmissionId as, String language, String word, String program, int priority) {
    var body =
        new String(body(language, word, program), StandardCharsets.UTF_8)
            .replace("{\"language\"", "{\"priority\":" + priority + ",\"language\"")
            .getBytes(StandardCharsets.UTF_8);
    var request = SubmissionReader.read(body, UnknownMembers.REFUSE);
    var submission = rules.check(request, CALLER);
    var message = SubmissionWriter.write(submission);
    ledger.create(as, message, JobDescription.of(submission, CALLER), Instant.now());
    queue.send(new NewJob(as, submission, CALLER, false), message, Duration.ofSeconds(8));
  }

  private void submit(String word) {
    submit(token, "c", word, name, 5);
  }

  private String result(SubmissionId of) {
    await().atMost(LONG).until(() -> results.stored(of).isPresent());
    return new String(results.stored(of).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static long runs(String program) {
    return ScriptedSandbox.RUNS.stream().filter(program::equals).count();
  }

  @Test
  void aJobIsRunOnceAndItsResultStored() {
    submit("print");

    assertThat(result(token)).contains("\"status\":\"Accepted\"", "\"attempts\":1");
    assertThat(runs(name)).isEqualTo(1);
  }

  @Test
  void aJobThatFailsTwiceIsDeliveredAgainAndEndsWell() {
    submit("fail-twice");

    assertThat(result(token)).contains("\"status\":\"Accepted\"", "\"attempts\":3");
    assertThat(runs(name)).isEqualTo(3);
  }

  @Test
  void aJobThatFailsThreeTimesIsADeadLetterAndItsTokenEnds() {
    var before = management.depth("evalx.dlq");
    submit("fail");

    assertThat(result(token))
        .contains("\"status\":\"Internal Error\"")
        .contains("\"message\":\"each of 3 attempts failed (incident ")
        .doesNotContain("scripted");
    assertThat(runs(name)).isEqualTo(3);
    assertThat(management.depth("evalx.dlq")).isEqualTo(before + 1);
  }

  @Test
  void aMessageThatComesTwiceIsRunOnce() {
    var body = body("c", "print", name);
    for (int i = 0; i < 2; i++) {
      broker.send(
          Outgoing.toQueue(QueueNames.jobs("c"), body)
              .with(MessageProperties.TOKEN, token.toString()));
    }

    assertThat(result(token)).contains("Accepted");
    await().atMost(LONG).until(() -> management.depth(QueueNames.jobs("c")) == 0);
    assertThat(runs(name)).isEqualTo(1);
  }

  @Test
  void aJobThatWaitsTooLongEndsAsExpired() {
    submit("wait");
    await().atMost(LONG).until(() -> runs(name) == 1);
    var late = SubmissionId.random();
    broker.send(
        Outgoing.toQueue(QueueNames.jobs("c"), body("c", "print", name + "late"))
            .with(MessageProperties.TOKEN, late.toString())
            .within(Duration.ZERO, Duration.ofMillis(1)));

    assertThat(result(late)).contains("\"status\":\"Expired\"", "\"language\":\"c\"");
    ScriptedSandbox.GO.release();
    assertThat(result(token)).contains("Accepted");
    assertThat(runs(name + "late")).isZero();
  }

  @Test
  void jobsAreRunInTheOrderOfTheirPriority() {
    submit("wait");
    await().atMost(LONG).until(() -> runs(name) == 1);
    var others = new ArrayList<SubmissionId>();
    for (int priority : new int[] {10, 1, 5}) {
      var other = SubmissionId.random();
      submit(other, "c", "print", name + priority, priority);
      others.add(other);
    }
    ScriptedSandbox.GO.release();

    others.forEach(this::result);
    assertThat(ScriptedSandbox.RUNS.stream().filter(run -> run.startsWith(name)))
        .containsExactly(name, name + 1, name + 5, name + 10);
  }

  @Test
  void aFloodInOneLanguageHoldsAnotherBackByFewRuns() {
    submit("wait");
    await().atMost(LONG).until(() -> runs(name) == 1);
    for (int i = 0; i < 30; i++) {
      submit(SubmissionId.random(), "c", "print", name + "flood", 5);
    }
    submit(token(), "cpp", "print", name + "other", 5);
    ScriptedSandbox.GO.release();
    await().atMost(LONG).until(() -> runs(name + "other") == 1);

    var order = ScriptedSandbox.RUNS.stream().filter(run -> run.startsWith(name)).toList();
    assertThat(order.indexOf(name + "other")).isLessThanOrEqualTo(4);
    await().atMost(LONG).until(() -> runs(name + "flood") == 30);
  }

  private static SubmissionId token() {
    return SubmissionId.random();
  }

  @Test
  void anotherBodyForTheSameTokenIsRejectedAndTheFirstGoesOn() {
    var before = management.depth(QueueNames.REJECTED);
    submit("wait");
    await().atMost(LONG).until(() -> runs(name) == 1);
    broker.send(
        Outgoing.toQueue(QueueNames.jobs("cpp"), body("cpp", "print", name + "other"))
            .with(MessageProperties.TOKEN, token.toString()));
    ScriptedSandbox.GO.release();

    assertThat(result(token)).contains("Accepted", "\"language\":\"c\"");
    await().atMost(LONG).until(() -> management.depth(QueueNames.REJECTED) == before + 1);
    assertThat(runs(name + "other")).isZero();
  }

  @Test
  void aNewerFormatWaitsForANewerWorker() {
    broker.send(
        Outgoing.toQueue(QueueNames.jobs("c"), body("c", "print", name))
            .with(MessageProperties.TOKEN, token.toString())
            .within(Duration.ZERO, Duration.ofSeconds(4))
            .with(MessageProperties.FORMAT, JobMessage.NEWEST_FORMAT + 1));

    assertThat(result(token)).contains("\"status\":\"Expired\"", "\"attempts\":0");
    assertThat(runs(name)).isZero();
  }

  @Test
  void anOutageOfTheSandboxIsNoAttempt() {
    submit("wait");
    await().atMost(LONG).until(() -> runs(name) == 1);
    var waiting = SubmissionId.random();
    submit(waiting, "c", "print", name + "later", 5);
    ScriptedSandbox.away = true;
    ScriptedSandbox.GO.release();
    assertThat(result(token)).contains("Accepted");
    await().atMost(LONG).until(() -> ledger.find(waiting).attempts() == 1);
    assertThat(results.stored(waiting)).isEmpty();
    ScriptedSandbox.away = false;
    assertThat(result(waiting)).contains("\"status\":\"Accepted\"", "\"attempts\":1");
  }

  @Test
  void aProducerIsAnsweredUnderItsOwnCorrelationId() throws JMSException {
    try (var context = connections.createContext()) {
      var replies = context.createTemporaryQueue();
      var request =
          context.createTextMessage(new String(body("c", "print", name), StandardCharsets.UTF_8));
      request.setJMSCorrelationID("order 4711");
      request.setJMSReplyTo(replies);
      var consumer = context.createConsumer(replies);
      context.createProducer().send(context.createQueue(QueueNames.jobs("c")), request);

      Message reply = consumer.receive(LONG.toMillis());
      assertThat(reply.getJMSCorrelationID()).isEqualTo("order 4711");
      assertThat(reply.getBody(String.class)).contains("\"status\":\"Accepted\"");
    }
  }

  @Test
  void aProducerThatIsGoneChangesNothing() throws JMSException {
    try (var context = connections.createContext()) {
      var replies = context.createTemporaryQueue();
      var request =
          context.createTextMessage(new String(body("c", "fail", name), StandardCharsets.UTF_8));
      request.setStringProperty(MessageProperties.TOKEN, token.toString());
      request.setJMSReplyTo(replies);
      context.createProducer().send(context.createQueue(QueueNames.jobs("c")), request);
      replies.delete();
    }

    assertThat(result(token)).contains("\"status\":\"Internal Error\"", "3 attempts failed");
  }

  @Test
  void aMalformedMessageIsRejectedAndShownToOperators() throws JMSException {
    var before = management.depth(QueueNames.REJECTED);
    try (var context = connections.createContext()) {
      var replies = context.createTemporaryQueue();
      var request = context.createObjectMessage("an object");
      request.setJMSReplyTo(replies);
      var consumer = context.createConsumer(replies);
      context.createProducer().send(context.createQueue(QueueNames.jobs("c")), request);

      assertThat(consumer.receive(LONG.toMillis()).getBody(String.class))
          .contains("\"status\":\"Rejected\"", "neither text nor bytes");
    }
    await().atMost(LONG).until(() -> management.depth(QueueNames.REJECTED) == before + 1);
  }

  @Test
  void aProducerThatAsksAgainUnderItsKeyIsAnsweredAgain() throws JMSException {
    try (var context = connections.createContext()) {
      var replies = context.createTemporaryQueue();
      var consumer = context.createConsumer(replies);
      for (int i = 0; i < 2; i++) {
        var request =
            context.createTextMessage(new String(body("c", "print", name), StandardCharsets.UTF_8));
        request.setStringProperty(MessageProperties.IDEMPOTENCY_KEY, token.toString());
        request.setJMSReplyTo(replies);
        context.createProducer().send(context.createQueue(QueueNames.jobs("c")), request);

        assertThat(consumer.receive(LONG.toMillis()).getBody(String.class)).contains("Accepted");
      }
    }
    assertThat(runs(name)).isEqualTo(1);
  }

  @Test
  void aJobThatKillsTheSandboxEachTimeEndsAfterThreeAttempts() {
    submit("die");

    assertThat(result(token))
        .contains("\"status\":\"Internal Error\"", "\"attempts\":3")
        .contains("the sandbox died in each of 3 attempts");
    assertThat(runs(name)).isEqualTo(3);
  }

  @Test
  void aRunningSubmissionCanBeCancelled() {
    submit("wait");
    await().atMost(LONG).until(() -> runs(name) == 1);
    cancelJob.cancel(token, CALLER);

    assertThat(result(token)).contains("\"status\":\"Cancelled\"");
    ScriptedSandbox.GO.release();
    await().atMost(LONG).until(() -> management.depth(QueueNames.jobs("c")) == 0);
    assertThat(runs(name)).isEqualTo(1);
  }

  @Test
  void aWaitingSubmissionIsCancelledAtOnceAndNeverRun() {
    adapter.consume(Map.of());
    submit("print");
    cancelJob.cancel(token, CALLER);
    assertThat(result(token)).contains("\"status\":\"Cancelled\"");
    assertThat(management.depth(QueueNames.jobs("c"))).isEqualTo(1);

    consume();
    await().atMost(LONG).until(() -> management.depth(QueueNames.jobs("c")) == 0);
    assertThat(runs(name)).isZero();
  }

  @Test
  void aJobThatAsksForAVersionWaitsForAWorkerThatHasIt() {
    adapter.consume(Map.of(QueueNames.jobs("c"), VersionFilter.of(Set.of("12.2.0"))));
    var others = SubmissionId.random();
    for (var version : Map.of(others, "13", token, "12").entrySet()) {
      broker.send(
          Outgoing.toQueue(QueueNames.jobs("c"), body("c", "print", name + version.getValue()))
              .with(MessageProperties.TOKEN, version.getKey().toString())
              .with(MessageProperties.VERSION, version.getValue()));
    }

    assertThat(result(token)).contains("Accepted");
    assertThat(management.depth(QueueNames.jobs("c"))).isEqualTo(1);
    adapter.consume(Map.of(QueueNames.jobs("c"), ""));
    assertThat(result(others)).contains("Accepted");
  }
}
