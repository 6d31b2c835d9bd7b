package evalx.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.config.Settings;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionReader;
import evalx.format.SubmissionRequest;
import evalx.format.UnknownMembers;
import evalx.node.WorkerReport;
import evalx.redis.Keys;
import evalx.redis.RedisAway;
import evalx.result.KeptResults;
import evalx.result.OpenJobs;
import evalx.result.ResultStore;
import evalx.submission.Caller;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

class AcceptSubmissionTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final Settings SETTINGS = Settings.of(name -> null);
  private static final String PROGRAM = "{\"language\": \"py\", \"code\": \"print(1)\"}";

  @TempDir Path folder;
  private Intake intake;
  private AcceptSubmission acceptSubmission;

  @BeforeEach
  void startRedis() {
    intake = new Intake(folder);
    acceptSubmission = withSettings(SETTINGS);
  }

  private AcceptSubmission withSettings(Settings settings) {
    return intake.node(settings);
  }

  @AfterEach
  void stopRedis() {
    intake.close();
  }

  private void offer(Map<String, List<String>> works, Map<String, String> fails) {
    intake.offer(works, fails);
  }

  private SubmissionId accept(String json) {
    return acceptSubmission.accept(request(json), CALLER, Reservation.NEW);
  }

  private SubmissionId accept() {
    return accept(PROGRAM);
  }

  private static SubmissionRequest request(String json) {
    return SubmissionReader.read(json.getBytes(StandardCharsets.UTF_8), UnknownMembers.REFUSE);
  }

  private Set<String> states() {
    try (var jedis = new Jedis(intake.server.uri())) {
      return jedis.keys("evalx:state:*");
    }
  }

  @Test
  void anAcceptedSubmissionIsQueuedCompleteAndAnnounced() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());

    var id = accept();

    var queued = SubmissionReader.readAccepted(intake.queue.messages.get(0));
    assertThat(queued.language()).isEqualTo("python");
    assertThat(queued.limits().cpu()).isEqualTo(Duration.ofSeconds(5));
    assertThat(intake.queue.within).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8));
    assertThat(states()).hasSize(1);
    assertThat(intake.events)
        .singleElement()
        .isInstanceOfSatisfying(
            SubmissionEvent.Queued.class,
            event -> {
              assertThat(event.id()).isEqualTo(id);
              assertThat(event.caller()).isEqualTo(CALLER);
            });
  }

  @Test
  void aCheckChangesNothing() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());

    assertThat(acceptSubmission.check(request(PROGRAM), CALLER).language()).isEqualTo("python");

    assertThat(states()).isEmpty();
    assertThat(intake.queue.messages).isEmpty();
    assertThat(intake.events).isEmpty();
  }

  @Test
  void aLanguageWhoseSelfTestFailedMayComeBack() {
    offer(Map.of("c", List.of("12.2.0")), Map.of("python", "disk full"));

    assertThatThrownBy(this::accept)
        .isInstanceOf(LanguageUnavailable.class)
        .hasMessage("python is not available at the moment");
    assertThat(states()).isEmpty();
  }

  @Test
  void aLanguageWithoutAWorkerIsTemporarilyUnavailable() {
    assertThatThrownBy(this::accept).isInstanceOf(LanguageUnavailable.class);
  }

  @ParameterizedTest
  @CsvSource({"c, python", "python, c"})
  void anInteractiveProblemNeedsASandboxThatJoinsPrograms(String language, String interactor) {
    var python = Map.of("python", List.of("3.11.2"));
    var works =
        Map.of(
            "native", Map.of("c", List.of("12.2.0")),
            "docker", python,
            "isolate", python);
    intake
        .workers()
        .publish(new WorkerReport("host-1", works, Map.of(), Map.of(), Set.of(), Set.of()));
    var problem =
        """
        {"language": "%s", "code": "", "checker":
          {"type": "interactive", "program": {"language": "%s", "code": ""}}}
        """
            .formatted(language, interactor);

    assertThatThrownBy(() -> accept(problem))
        .isInstanceOf(InvalidSubmission.class)
        .hasMessage(
            "checker.type interactive needs the sandbox native, and python runs with docker,"
                + " isolate here");
  }

  @ParameterizedTest
  @CsvSource({"c, python", "python, c", "python, python"})
  void aProgramThatJudgesStoredDataNeedsASandboxThatGivesFiles(String language, String judge)
      throws IOException {
    var works =
        Map.of(
            "native", Map.of("c", List.of("12.2.0")),
            "docker", Map.of("python", List.of("3.11.2")));
    intake
        .workers()
        .publish(new WorkerReport("host-1", works, Map.of(), Map.of(), Set.of(), Set.of("native")));
    var withoutProc = Map.of("native", Map.of("python", List.of("3.11.2")));
    intake
        .workers()
        .publish(new WorkerReport("host-2", withoutProc, Map.of(), Map.of(), Set.of(), Set.of()));
    var file = intake.files.add(new ByteArrayInputStream(new byte[1]), CALLER).id();
    var problem =
        """
        {"language": "%s", "code": "", "test_cases": [{"stdin_file": "%s"}], "checker":
          {"type": "custom", "program": {"language": "%s", "code": ""}}}
        """
            .formatted(language, file, judge);

    assertThatThrownBy(() -> accept(problem))
        .isInstanceOf(InvalidSubmission.class)
        .hasMessage(
            "checker.program which judges data of the file store, needs the sandbox native and"
                + " /proc in boxes, and python runs with docker, native here");
  }

  @Test
  void aVersionWithoutAWorkerIsInvalid() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());

    assertThatThrownBy(
            () -> accept("{\"language\": \"python\", \"version\": \"2\", \"code\": \"\"}"))
        .isInstanceOf(InvalidSubmission.class)
        .hasMessage("version must match one of [3.11.2]");
  }

  @Test
  void aCallerWhoMayOnlyReadSubmitsNothing() {
    var reader = new Caller(CALLER.name(), CALLER.address(), Set.of(Caller.Scope.READ));

    assertThatThrownBy(
            () ->
                acceptSubmission.accept(
                    request("{\"language\": \"python\", \"code\": \"\"}"), reader, Reservation.NEW))
        .isInstanceOf(NotAllowed.class);
  }

  @Test
  void aSubmissionThatCannotBeQueuedIsForgotten() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    intake.queue.sending =
        () -> {
          throw new BrokerAway("the broker does not answer");
        };

    assertThatThrownBy(this::accept).isInstanceOf(BrokerAway.class);
    assertThat(states()).isEmpty();
    assertThat(intake.events).isEmpty();
  }

  @Test
  void aStateThatCannotBeForgottenDoesNotHideTheReason() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    intake.queue.sending =
        () -> {
          intake.server.kill();
          throw new BrokerAway("the broker does not answer");
        };

    assertThatThrownBy(this::accept).isInstanceOf(BrokerAway.class);
  }

  @Test
  void aRedisThatHangsCostsNoMoreThanEightSeconds() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    accept();
    intake.server.hang();
    var start = System.nanoTime();

    assertThatThrownBy(this::accept).isInstanceOf(RedisAway.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  private Reservation reservation(String key, String body) {
    return intake.request(key, CALLER, body).apply(0);
  }

  private SubmissionId accept(String json, String key) {
    return acceptSubmission.accept(request(json), CALLER, reservation(key, json));
  }

  @Test
  void aRequestThatIsSentAgainGetsItsTokenAndIsQueuedOnce() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());

    var id = accept(PROGRAM, "key");

    assertThat(accept(PROGRAM, "key")).isEqualTo(id);
    assertThat(intake.queue.messages).hasSize(1);
    assertThat(accept(PROGRAM, "another")).isNotEqualTo(id);
    assertThat(accept()).isNotEqualTo(id);
    assertThat(intake.queue.jobs)
        .extracting(NewJob::isRepeatable)
        .containsExactly(true, true, false);
  }

  @Test
  void aKeyOfAnotherRequestIsRefused() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    accept(PROGRAM, "key");

    assertThatThrownBy(() -> accept(PROGRAM + " ", "key")).isInstanceOf(KeyReused.class);
    assertThat(intake.queue.messages).hasSize(1);
  }

  @Test
  void twoNodesThatHaveTheSameRequestQueueTheSameJob() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    var other = new ArrayList<SubmissionId>();
    intake.queue.sending =
        () -> {
          intake.queue.sending = () -> {};
          other.add(
              withSettings(SETTINGS).accept(request(PROGRAM), CALLER, reservation("key", PROGRAM)));
        };

    var id = accept(PROGRAM, "key");

    assertThat(other).containsExactly(id);
    assertThat(states()).hasSize(1);
    assertThat(intake.queue.jobs)
        .hasSize(2)
        .allMatch(job -> job.id().equals(id) && job.isRepeatable());
  }

  @Test
  void whatCouldNotBeQueuedIsTriedAgainUnderTheSameId() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    var tried = reservation("key", PROGRAM).reserve();
    intake.queue.sending =
        () -> {
          intake.queue.sending = () -> {};
          throw new BrokerAway("the broker does not answer");
        };
    assertThatThrownBy(() -> accept(PROGRAM, "key")).isInstanceOf(BrokerAway.class);

    assertThat(accept(PROGRAM, "key")).isEqualTo(tried);
    assertThat(intake.queue.messages).hasSize(1);
  }

  @Test
  void aRequestThatIsRefusedBindsNoKey() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    assertThatThrownBy(() -> accept("{\"language\": \"python\"}", "key"))
        .isInstanceOf(InvalidSubmission.class);

    assertThat(accept(PROGRAM, "key")).isNotNull();
  }

  @Test
  void aCallerHasNoMoreJobsThanItsQuota() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    var settings = Settings.of(Map.of("MAX_QUEUED_PER_CALLER", "2")::get);
    var limited = withSettings(settings);
    var first = limited.accept(request(PROGRAM), CALLER, Reservation.NEW);
    limited.accept(request(PROGRAM), CALLER, Reservation.NEW);

    assertThatThrownBy(() -> limited.accept(request(PROGRAM), CALLER, Reservation.NEW))
        .isInstanceOf(QuotaExceeded.class);
    assertThat(limited.accept(request(PROGRAM), Caller.anonymous("192.0.2.8"), Reservation.NEW))
        .isNotNull();
    new OpenJobs(intake.redis, settings).remove(CALLER.key(), first);
    assertThat(limited.accept(request(PROGRAM), CALLER, Reservation.NEW)).isNotNull();
  }

  @Test
  void theAddressesOfAnIpv6NetworkHaveOneQuota() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    var settings = Settings.of(Map.of("MAX_QUEUED_PER_CALLER", "1")::get);
    var limited = withSettings(settings);
    var one = Caller.anonymous("2001:db8::1");
    var other = Caller.anonymous("2001:db8::2");
    var first = limited.accept(request(PROGRAM), one, Reservation.NEW);

    assertThatThrownBy(() -> limited.accept(request(PROGRAM), other, Reservation.NEW))
        .isInstanceOf(QuotaExceeded.class);
    new OpenJobs(intake.redis, settings).remove(one.key(), first);
    assertThat(limited.accept(request(PROGRAM), other, Reservation.NEW)).isNotNull();
  }

  @Test
  void whatCannotBeQueuedCountsAgainstNoQuota() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    var limited = withSettings(Settings.of(Map.of("MAX_QUEUED_PER_CALLER", "1")::get));
    intake.queue.sending =
        () -> {
          intake.queue.sending = () -> {};
          throw new BrokerAway("the broker does not answer");
        };
    assertThatThrownBy(() -> limited.accept(request(PROGRAM), CALLER, Reservation.NEW))
        .isInstanceOf(BrokerAway.class);

    assertThat(limited.accept(request(PROGRAM), CALLER, Reservation.NEW)).isNotNull();
  }

  private List<Long> countedUntil() {
    try (var jedis = new Jedis(intake.server.uri())) {
      return jedis.zrangeWithScores(Keys.openJobs(CALLER.key()), 0, -1).stream()
          .map(counted -> (long) counted.getScore())
          .toList();
    }
  }

  /** Whatever hindered it, even the end of this node: nobody would count it out. */
  @Test
  void whatIsNotQueuedCountsForAMinuteOnly() {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    intake.queue.sending =
        () -> {
          throw new BrokerAway("the broker does not answer");
        };
    assertThatThrownBy(() -> accept(PROGRAM, "key")).isInstanceOf(BrokerAway.class);

    var minute = Instant.now().plusSeconds(61).toEpochMilli();
    assertThat(countedUntil()).singleElement().satisfies(end -> assertThat(end).isLessThan(minute));
    intake.queue.sending = () -> {};
    accept(PROGRAM, "key");

    assertThat(countedUntil())
        .singleElement()
        .satisfies(end -> assertThat(end).isGreaterThan(minute + 3_600_000));
  }

  /** The broker took its message, and the answer was lost; its end was, before it is sent again. */
  private SubmissionId endedBeforeItsTokenWasGiven(Settings settings) {
    offer(Map.of("python", List.of("3.11.2")), Map.of());
    var limited = withSettings(settings);
    intake.queue.sending =
        () -> {
          throw new BrokerAway("the broker does not answer");
        };
    assertThatThrownBy(() -> limited.accept(request(PROGRAM), CALLER, reservation("key", PROGRAM)))
        .isInstanceOf(BrokerAway.class);
    intake.queue.sending = () -> {};
    var id = reservation("key", PROGRAM).reserve();
    intake.end(id, CALLER, settings);
    return id;
  }

  @Test
  void aJobThatHasEndedCountsNoMoreWhenItsRequestIsSentAgain() {
    var settings = Settings.of(Map.of("MAX_QUEUED_PER_CALLER", "1")::get);
    var ended = endedBeforeItsTokenWasGiven(settings);
    var limited = withSettings(settings);

    assertThat(limited.accept(request(PROGRAM), CALLER, reservation("key", PROGRAM)))
        .isEqualTo(ended);

    assertThat(countedUntil()).isEmpty();
    assertThat(intake.queue.jobs).isEmpty();
    assertThat(limited.accept(request(PROGRAM), CALLER, Reservation.NEW)).isNotNull();
    assertThat(limited.accept(request(PROGRAM), CALLER, reservation("key", PROGRAM)))
        .isEqualTo(ended);
  }

  @Test
  void theTokenOfAJobThatHasEndedIsGivenBeyondTheQuotaToo() {
    var settings = Settings.of(Map.of("MAX_QUEUED_PER_CALLER", "1")::get);
    var ended = endedBeforeItsTokenWasGiven(settings);
    var limited = withSettings(settings);
    limited.accept(request(PROGRAM), CALLER, Reservation.NEW);

    assertThat(limited.accept(request(PROGRAM), CALLER, reservation("key", PROGRAM)))
        .isEqualTo(ended);
    assertThat(countedUntil()).hasSize(1);
    assertThatThrownBy(
            () -> limited.accept(request(PROGRAM), CALLER, reservation("another", PROGRAM)))
        .isInstanceOf(QuotaExceeded.class);
  }

  /** Its result was removed, or has expired. */
  @Test
  void aJobWhoseResultIsGoneIsNotQueuedAgain() {
    var ended = endedBeforeItsTokenWasGiven(SETTINGS);
    new ResultStore(intake.redis, SETTINGS, new KeptResults(intake.redis, SETTINGS)).remove(ended);

    assertThat(accept(PROGRAM, "key")).isEqualTo(ended);
    assertThat(intake.queue.jobs).isEmpty();
    assertThat(countedUntil()).isEmpty();
  }
}
