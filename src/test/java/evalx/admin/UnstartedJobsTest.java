package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.queue.Beans;
import evalx.queue.JobMessage;
import evalx.queue.LostJobHandler;
import evalx.queue.Messages;
import evalx.queue.WaitingJob;
import evalx.result.Cancellation;
import evalx.result.JobDescription;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import evalx.work.JobCanceller;
import evalx.work.RequeueJob;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.MessageListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators see and do of a job that no worker has started. */
class UnstartedJobsTest {
  private static final Caller OPERATOR =
      new Caller(Optional.of("admin"), "127.0.0.1", Set.of(Caller.Scope.values()));

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static Office office;

  private final UnstartedJobs unstarted = new UnstartedJobs(office.waitingJobs, office.describe);
  private final OneSubmission one =
      new OneSubmission(
          office.states,
          office.results,
          new NodeReports(office.redis),
          office.letters(),
          unstarted);
  private final StopSubmission stop = stopping((id, who) -> office.states.cancel(id));

  private StopSubmission stopping(JobCanceller canceller) {
    return new StopSubmission(
        office.results, office.letters(), unstarted, canceller, new RequeueJob(office.redis));
  }

  /** What producers connect with. */
  enum Producer {
    ARTEMIS,
    ARTEMIS_WITHOUT_IDS,
    QPID;

    void send(int count) {
      var server = office.server;
      ConnectionFactory factory =
          this == QPID
              ? new JmsConnectionFactory("producer", server.producerPassword(), server.amqpUrl())
              : server.producer();
      try (var context = factory.createContext()) {
        var producer = context.createProducer().setDisableMessageID(this == ARTEMIS_WITHOUT_IDS);
        for (int i = 0; i < count; i++) {
          producer.send(context.createQueue(Office.QUEUE), Messages.BODY);
        }
      }
    }
  }

  @BeforeAll
  static void open() {
    office = new Office(folder);
  }

  @AfterAll
  static void close() {
    office.close();
  }

  @BeforeEach
  void clear() {
    office.clear();
  }

  private static List<SubmissionId> listed() {
    return office.waitingJobs.page("python", Optional.empty(), 10).items().stream()
        .map(WaitingJob::token)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void oneIsShownAsItsMessageSays(Producer producer) {
    producer.send(2);
    var tokens = listed();

    assertThat(tokens).doesNotHaveDuplicates().hasSize(2);
    for (var token : tokens) {
      var known = one.show(token, OPERATOR);
      assertThat(known.status()).isEqualTo("In Queue");
      assertThat(known.job().queued()).isPresent();
      assertThat(known.job().attempts()).isZero();
      assertThat(known.job().description().map(JobDescription::owner)).contains("name:producer");
      assertThat(known.job().description().map(JobDescription::language)).contains("python");
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsListedUnderTheTokenThatAWorkerFindsInIt(Producer producer) throws Exception {
    producer.send(2);
    var tokens = listed();
    var taken = new CopyOnWriteArrayList<SubmissionId>();

    deliver(Office.QUEUE, Beans.jobs(job -> taken.add(job.id())), () -> taken.size() == 2);

    assertThat(taken).containsExactlyElementsOf(tokens);
  }

  private static void deliver(String queue, MessageListener bean, Callable<Boolean> until)
      throws Exception {
    var worker = office.server.deliver(queue, bean);
    try {
      await().atMost(LIMIT).until(until);
    } finally {
      worker.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneIsCancelledAndTheOthersStay(Producer producer) throws Exception {
    producer.send(3);
    var tokens = new ArrayList<>(listed());
    var cancelled = tokens.remove(1);
    var ended = new CopyOnWriteArrayList<String>();

    assertThat(stop.cancel(cancelled, OPERATOR)).isEqualTo(Phase.IN_QUEUE);

    assertThat(listed()).isEqualTo(tokens);
    deliver(Beans.PURGED_TO_END, Beans.purged(noting(ended)), () -> !ended.isEmpty());
    assertThat(ended).containsExactly(cancelled + " of python is Cancelled");
  }

  private static LostJobHandler noting(List<String> ended) {
    return (JobMessage job, Verdict verdict, String reason) ->
        ended.add(job.id() + " of " + job.language() + " is " + verdict.label());
  }

  @Test
  void oneCannotBePutBackWhereItIs() {
    Producer.ARTEMIS.send(1);
    var token = listed().get(0);

    assertThatThrownBy(() -> stop.requeue(token, OPERATOR))
        .isInstanceOf(NotPossible.class)
        .hasMessageContaining("waits");
    assertThat(listed()).containsExactly(token);
  }

  /** It has a state from then on, which the canceller finds when it is asked again. */
  @Test
  void oneThatAWorkerTakesMeanwhileIsCancelledThere() {
    Producer.ARTEMIS.send(1);
    var token = listed().get(0);
    var was = new ArrayDeque<>(List.of(Cancellation.UNKNOWN, Cancellation.RUNNING));

    try (var worker = office.server.outbound().createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
      assertThat(worker.createConsumer(worker.createQueue(Office.QUEUE)).receive(10_000))
          .isNotNull();

      assertThat(stopping((id, who) -> was.remove()).cancel(token, OPERATOR))
          .isEqualTo(Phase.PROCESSING);
      assertThat(office.broker.management.depth(Beans.PURGED_TO_END)).isZero();
    }
  }

  @Test
  void whatNobodyKnowsIsNotFound() {
    Producer.ARTEMIS.send(1);
    var token = SubmissionId.random();

    assertThatThrownBy(() -> one.show(token, OPERATOR)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> stop.cancel(token, OPERATOR)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> stop.requeue(token, OPERATOR)).isInstanceOf(NotFound.class);
    assertThat(listed()).hasSize(1);
  }
}
