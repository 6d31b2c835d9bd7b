package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.admin.ChosenLetters.Choice;
import evalx.config.Settings;
import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.OperatorQueues;
import evalx.queue.Position;
import evalx.result.Lookup;
import evalx.result.ReopenJob;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LettersTest {
  private static final Caller OPERATOR =
      new Caller(Optional.of("admin"), "127.0.0.1", Set.of(Caller.Scope.values()));

  @TempDir static Path folder;
  private static Office office;
  private final Letters letters = office.letters();
  private final ChosenLetters chosen = new ChosenLetters(letters, office.broker.control);

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

  private DeadLetter only() {
    var page = letters.page(Filter.ALL, Optional.empty(), 10);
    assertThat(page.items()).hasSize(1);
    return page.items().get(0);
  }

  private static long waiting() {
    return office.broker.management.depth(Office.QUEUE);
  }

  private static String status(SubmissionId id) {
    return office.results.find(id, OPERATOR) instanceof Lookup.InProgress now ? now.status() : "";
  }

  @Test
  void aLetterSaysWhatOperatorsNeed() {
    var id = office.dead(Verdict.INTERNAL_ERROR);

    var letter = only();

    assertThat(letter.token()).isEqualTo(id);
    assertThat(letter.language()).contains("python");
    assertThat(letter.caller()).isEqualTo(Messages.CALLER.key());
    assertThat(letter.level()).isEqualTo(7);
    assertThat(letter.death().reason()).isEqualTo("each of 3 attempts failed");
    assertThat(letter.death().detail()).contains("for operators");
    assertThat(letter.death().attempts()).isEqualTo(OptionalInt.of(3));
    assertThat(letters.find(letter.id()).job().body().bytes())
        .isEqualTo(Messages.BODY.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRetriedLetterIsAJobAgainWithoutAttemptsAndResult() {
    var id = office.dead(Verdict.INTERNAL_ERROR);

    assertThat(chosen.retry(only().id()).outcome()).isEqualTo("retried");

    assertThat(status(id)).isEqualTo("In Queue");
    assertThat(office.states.find(id).attempts()).isZero();
    assertThat(office.states.find(id).description()).isPresent();
    var jobs = office.waitingJobs.page("python", Optional.empty(), 10).items();
    assertThat(jobs).extracting(job -> job.token()).containsExactly(id);
    assertThat(jobs.get(0).caller()).isEqualTo(Messages.CALLER.key());
    assertThat(letters.page(Filter.ALL, Optional.empty(), 10).items()).isEmpty();
  }

  @Test
  void itsOtherCopyDoesNotEndItAnyMore() {
    var id = office.dead(Verdict.EXPIRED);
    var message = letters.find(only().id()).job().identity().messageId();

    chosen.retry(only().id());

    assertThat(office.states.find(id).isAgainBecauseOf(message)).isTrue();
  }

  @Test
  void twiceAtOnceRunsOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      office.clear();
      office.dead(Verdict.INTERNAL_ERROR);
      var id = only().id();
      var barrier = new CyclicBarrier(2);
      Callable<String> retry =
          () -> {
            barrier.await();
            return chosen.retry(new Choice(List.of(id), Filter.ALL)).letters().get(0).outcome();
          };
      var threads = Executors.newFixedThreadPool(2);
      var outcomes = new ArrayList<String>();
      for (var outcome : threads.invokeAll(List.of(retry, retry))) {
        outcomes.add(outcome.get());
      }
      threads.shutdown();

      assertThat(waiting()).as("%s", outcomes).isEqualTo(1);
      assertThat(outcomes).containsOnlyOnce("retried");
    }
  }

  @Test
  void aLetterThatOutlivedItsRetryIsNotSentAgainAndGoes() {
    var id = office.dead(Verdict.INTERNAL_ERROR);
    var letter = letters.find(only().id());
    var request =
        new ReopenJob.Letter(
            id,
            letter.job().identity().messageId(),
            letter.job().body().bytes(),
            office.describe.describe(letter.job()));
    office.reopenJob.reopen(request, office.results.load(id), Messages.NOW);
    office.deadLetters.sendAgain(letter);

    assertThat(letters.retry(letter)).isEqualTo(Letters.Outcome.BUSY);
    assertThat(only().token()).as("what is at it may fail").isEqualTo(id);
    office.reopenJob.release(request);
    assertThat(letters.retry(letter)).isEqualTo(Letters.Outcome.ALREADY);
    assertThat(waiting()).isEqualTo(1);

    office.give(letter.job(), "a copy");
    office.end(id, Verdict.ACCEPTED);
    assertThat(letters.retry(letter)).isEqualTo(Letters.Outcome.ALREADY);
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void aSubmissionThatHasEndedOtherwiseKeepsItsResult() {
    var id = office.dead(Verdict.ACCEPTED);

    assertThat(chosen.retry(only().id()).outcome()).isEqualTo("has a result");

    assertThat(office.results.load(id)).isPresent();
    assertThat(waiting()).isZero();
    assertThat(letters.page(Filter.ALL, Optional.empty(), 10).items()).hasSize(1);
  }

  @Test
  void allOfALanguageAreRetried() {
    for (int i = 0; i < 30; i++) {
      office.dead(Verdict.INTERNAL_ERROR);
    }
    var other = Messages.of(SubmissionId.random());
    office.give(fromQueue(other, "evalx.jobs.c"), "of another language");

    var python = new Filter(Optional.of("python"), Optional.empty());
    var retries = chosen.retry(new Choice(List.of(), python));

    assertThat(retries.retried()).isEqualTo(30);
    assertThat(retries.remaining()).isEqualTo(1);
    assertThat(waiting()).isEqualTo(30);
    assertThat(only().token()).isEqualTo(other.id());
  }

  /** As many as one call retries, and they come first in every call. */
  @Test
  void lettersThatStayDoNotKeepOthersFromARetry() {
    for (int i = 0; i < ChosenLetters.MAX_LETTERS; i++) {
      var job = Messages.of(SubmissionId.random());
      office.give(fromQueue(job, "elsewhere"), "of no queue of jobs");
    }
    office.dead(Verdict.INTERNAL_ERROR);

    var retries = chosen.retry(new Choice(List.of(), Filter.ALL));

    assertThat(retries.retried()).isEqualTo(1);
    assertThat(retries.remaining()).isEqualTo(ChosenLetters.MAX_LETTERS);
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void oneThatFindsNoPlaceStaysAsItIsAndKeepsNoOtherFromARetry() throws Exception {
    var id = office.dead(Verdict.INTERNAL_ERROR);
    var other = SubmissionId.random();
    office.broker.management.ensureQueue("evalx.jobs.c");
    office.give(fromQueue(Messages.of(other), "evalx.jobs.c"), "of another language");
    office.end(other, Verdict.INTERNAL_ERROR);
    office.server.limit(Office.QUEUE, 0);

    var retries = chosen.retry(new Choice(List.of(), Filter.ALL));
    office.server.limit(Office.QUEUE, 10_000);

    assertThat(retries.letters())
        .extracting(ChosenLetters.Retried::outcome)
        .containsExactly("retried", "queue is full");
    assertThat(only().token()).isEqualTo(id);
    assertThat(office.results.load(id)).isPresent();
    assertThat(chosen.retry(only().id()).outcome()).isEqualTo("retried");
  }

  /** Another node, which accepts more, has accepted it. */
  @Test
  void oneThatIsTooLargeForThisNodeStaysAndKeepsNoOtherFromARetry() {
    var small = Settings.of(Map.of("WORKER_ID", "small", "MAX_BODY_BYTES", "1024")::get);
    var queue = new OperatorQueues(office.broker, small).deadLetters();
    var ours = new Letters(queue, office.results, office.reopenJob, office.describe);
    var job = Messages.of(SubmissionId.random());
    office.give(withBody(job, Messages.BODY + " ".repeat(2 << 20)), "too large");
    office.dead(Verdict.INTERNAL_ERROR);

    var retries =
        new ChosenLetters(ours, office.broker.control).retry(new Choice(List.of(), Filter.ALL));

    assertThat(retries.letters())
        .extracting(ChosenLetters.Retried::outcome)
        .containsExactlyInAnyOrder("retried", "too large");
    assertThat(retries.remaining()).isEqualTo(1);
  }

  private static JobMessage withBody(JobMessage job, String text) {
    var body = new JobMessage.Body(text.getBytes(StandardCharsets.UTF_8), Optional.empty());
    return new JobMessage(job.identity(), job.origin(), job.routing(), job.attempts(), body);
  }

  private static JobMessage fromQueue(JobMessage job, String queue) {
    var routing = job.routing();
    return new JobMessage(
        job.identity(),
        job.origin(),
        new JobMessage.Routing(
            queue, routing.replyTo(), routing.priority(), routing.queued(), routing.expires()),
        job.attempts(),
        job.body());
  }

  @Test
  void pagesShowEveryLetterOnceAlsoWhenTheOneBeforeIsGone() {
    var ids = new ArrayList<SubmissionId>();
    for (int i = 0; i < 7; i++) {
      ids.add(office.dead(Verdict.INTERNAL_ERROR));
    }
    var seen = new ArrayList<SubmissionId>();
    Optional<Position> after = Optional.empty();
    do {
      var page = letters.page(Filter.ALL, after, 3);
      page.items().forEach(letter -> seen.add(letter.token()));
      if (after.isEmpty()) {
        letters.delete(page.items().get(2).id());
      }
      after = page.next().flatMap(next -> Position.parse(next.text()));
    } while (after.isPresent());

    assertThat(seen).containsAll(ids).doesNotHaveDuplicates();
  }

  @Test
  void pagesOfWholeLettersEndWhereTheyWouldTakeTooMuchMemory() {
    var large = new byte[3 << 20];
    for (int i = 0; i < 4; i++) {
      office.give(withBody(Messages.of(SubmissionId.random()), large), "large");
    }

    var first = letters.wholePage(Filter.ALL, Optional.empty(), 10);
    var second = letters.wholePage(Filter.ALL, first.next(), 10);

    assertThat(first.items()).hasSize(2);
    assertThat(second.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
    assertThat(second.next()).isEmpty();
  }

  private static JobMessage withBody(JobMessage job, byte[] bytes) {
    var body = new JobMessage.Body(bytes, Optional.empty());
    return new JobMessage(job.identity(), job.origin(), job.routing(), job.attempts(), body);
  }

  @Test
  void lettersAreDeletedOneByOneAndAllAtOnce() {
    office.dead(Verdict.INTERNAL_ERROR);
    var first = only().id();
    office.dead(Verdict.INTERNAL_ERROR);
    office.dead(Verdict.INTERNAL_ERROR);

    var deletions = chosen.delete(new Choice(List.of(first, "nothing"), Filter.ALL));
    assertThat(deletions).isEqualTo(new ChosenLetters.Deletions(1, 2));
    assertThatThrownBy(() -> letters.delete(first)).isInstanceOf(NotFound.class);
    assertThat(chosen.delete(new Choice(List.of(), Filter.ALL)))
        .isEqualTo(new ChosenLetters.Deletions(2, 0));
  }
}
