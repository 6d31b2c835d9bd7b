package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.FreePort;
import evalx.admin.AuditLog;
import evalx.admin.LogPage;
import evalx.config.Settings;
import evalx.redis.Addresses;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisServer;
import evalx.result.Cancellation;
import evalx.result.JobDescription;
import evalx.result.Lookup;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import evalx.work.JobCanceller;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

class EndSubmissionTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");

  @TempDir static Path folder;
  private static RedisServer server;
  private static Redis redis;
  private static AuditLog audit;

  private final SubmissionId id = SubmissionId.random();

  /** From an address of its own: what others do is not gathered with it. */
  private final Caller admin =
      new Caller(Optional.of("admin"), id.toString(), Set.of(Caller.Scope.values()));

  private Lookup found = new Lookup.InProgress("Processing", 0, 1);
  private final FakeLookup results = new FakeLookup(asked -> found);
  private final MemoryLedger ledger = new MemoryLedger(new MemoryResults());

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
    redis = new Redis(server.address());
    audit = new AuditLog(redis, Settings.of(name -> null));
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
    server.close();
  }

  private Response end(Cancellation was) {
    return end(was, CALLER);
  }

  private Response end(Cancellation was, Caller who) {
    return submissions(was).end(id, who);
  }

  private EndSubmission submissions(Cancellation was) {
    return new EndSubmission((asked, caller) -> was, results, ledger, audit);
  }

  /** What the audit log says of the submission. */
  private List<String> written() {
    return audit.page(new LogPage.Wanted(Optional.empty(), 100)).entries().stream()
        .filter(entry -> entry.subject().equals(id.toString()))
        .map(entry -> entry.who() + " " + entry.action() + " " + entry.outcome())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"WAITING, In Queue", "RUNNING, Processing"})
  void oneThatHasNotEndedIsCancelled(Cancellation was, String status) {
    var answer = end(was);

    assertThat(answer.getStatus()).isEqualTo(202);
    assertThat(new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8))
        .isEqualTo("{\"token\":\"" + id + "\",\"status\":\"" + status + "\"}");
  }

  @Test
  void theResultOfOneThatHasEndedIsRemovedOnce() {
    results.removable.add(id);

    assertThat(end(Cancellation.FINISHED).getStatus()).isEqualTo(204);
    assertThat(results.removable).isEmpty();
    assertThatThrownBy(() -> end(Cancellation.FINISHED)).isInstanceOf(Refusal.class);
  }

  @Test
  void whatTheCallerMayNotSeeIsNotCancelled() {
    found = new Lookup.Unknown();

    assertThatThrownBy(() -> end(Cancellation.RUNNING))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
  }

  @ParameterizedTest
  @EnumSource(
      value = Cancellation.class,
      names = {"FINISHED", "UNKNOWN"})
  void whereThereIsNothingTheTokenIsUnknown(Cancellation was) {
    assertThatThrownBy(() -> end(was))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
  }

  private void isOf(Caller owner) {
    ledger.describe(id, new JobDescription("c", Encoding.UTF8, 1, owner.key()));
  }

  @ParameterizedTest
  @CsvSource({
    "WAITING, 'it is cancelled, In Queue'",
    "RUNNING, 'it is cancelled, Processing'",
    "FINISHED, its result is removed"
  })
  void whatAnAdministratorDoesToASubmissionOfAnotherIsWrittenDown(
      Cancellation was, String outcome) {
    isOf(CALLER);
    results.removable.add(id);

    end(was, admin);

    assertThat(written()).containsExactly("name:admin delete the submission done: " + outcome);
  }

  @Test
  void aResultOfAnotherThatAnAdministratorRemovesInADialectIsWrittenDown() {
    isOf(CALLER);
    results.removable.add(id);

    submissions(Cancellation.FINISHED).remove(id, admin);

    assertThat(results.removable).isEmpty();
    assertThat(written())
        .containsExactly("name:admin delete the submission done: its result is removed");
  }

  /** Nobody knows any more whose it is. */
  @Test
  void whatMayBeOfAnotherIsWrittenDown() {
    assertThat(end(Cancellation.RUNNING, admin).getStatus()).isEqualTo(202);

    assertThat(written()).hasSize(1);
  }

  @Test
  void ownSubmissionsAreNoMatterOfTheAuditLog() {
    isOf(admin);
    assertThat(end(Cancellation.RUNNING, admin).getStatus()).isEqualTo(202);

    assertThat(written()).isEmpty();
  }

  /** Where no API tokens are needed, everybody who has its token may. */
  @Test
  void neitherIsWhatOnlyItsTokenAllows() {
    isOf(Caller.anonymous("192.0.2.9"));
    assertThat(end(Cancellation.RUNNING).getStatus()).isEqualTo(202);

    assertThat(written()).isEmpty();
  }

  /** It could not make room otherwise. */
  @Test
  void anAdministratorRemovesResultsOfOthersFromAFullRedis() {
    isOf(CALLER);
    results.removable.add(id);
    try (var full = new Jedis(server.uri())) {
      full.configSet("maxmemory", "1");
      assertThat(end(Cancellation.FINISHED, admin).getStatus()).isEqualTo(204);
      full.configSet("maxmemory", "0");
    }

    assertThat(results.removable).isEmpty();
    assertThat(written()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenDownIsNotDone() {
    isOf(CALLER);
    results.removable.add(id);
    var cancelled = new ArrayList<SubmissionId>();
    JobCanceller canceller =
        (asked, caller) -> {
          cancelled.add(asked);
          return Cancellation.FINISHED;
        };
    var away = new Redis(Addresses.of("redis://127.0.0.1:" + FreePort.next()));
    var unwritten = new AuditLog(away, Settings.of(name -> null));
    var submissions = new EndSubmission(canceller, results, ledger, unwritten);

    assertThatThrownBy(() -> submissions.end(id, admin)).isInstanceOf(RedisAway.class);
    assertThatThrownBy(() -> submissions.remove(id, admin)).isInstanceOf(RedisAway.class);
    assertThat(cancelled).isEmpty();
    assertThat(results.removable).containsExactly(id);
    away.close();
  }
}
