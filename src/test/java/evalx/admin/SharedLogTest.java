package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import evalx.config.SecretTexts;
import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs that all nodes write. */
class SharedLogTest {
  private static final Caller EVA = new Caller(Optional.of("eva"), "10.0.0.1", Set.of());

  @TempDir static Path folder;
  private static RedisServer server;
  private static Redis redis;

  @BeforeAll
  static void start() {
    server = new RedisServer(folder);
    redis = new Redis(server.address());
  }

  @AfterAll
  static void stop() {
    redis.close();
    server.close();
  }

  private static LogPage.Wanted first(int limit) {
    return new LogPage.Wanted(Optional.empty(), limit);
  }

  @Test
  void onlyTheLatestEntriesAreKept() {
    var log = new SharedLog(redis, "few", 3);
    for (int i = 1; i <= 5; i++) {
      assertThat(log.add(Integer.toString(i).getBytes(StandardCharsets.UTF_8))).isEqualTo(i);
    }
    log.change(1, "gone".getBytes(StandardCharsets.UTF_8));
    log.change(4, "four".getBytes(StandardCharsets.UTF_8));

    assertThat(log.read(LogPage.NEWEST, 100))
        .extracting(entry -> entry.number() + new String(entry.json(), StandardCharsets.UTF_8))
        .containsExactly("55", "4four", "33");
    assertThat(log.read(4, 1)).extracting(SharedLog.Entry::number).containsExactly(3L);
  }

  @Test
  void aChangeIsWrittenDownWithWhatCameOfIt() {
    var audit = new AuditLog(redis, "node-1", Clock.systemUTC());

    audit.record(new AuditLog.Change(EVA, "pause the queue", "c"), () -> 7, n -> n + " jobs");
    assertThatThrownBy(
            () ->
                audit.record(
                    new AuditLog.Change(EVA, "resume the queue", "c"),
                    () -> {
                      throw new IllegalStateException("no");
                    },
                    any -> ""))
        .hasMessage("no");

    assertThat(audit.page(first(10)).entries())
        .extracting(AuditLog.Shown::who, AuditLog.Shown::action, AuditLog.Shown::outcome)
        .containsExactly(
            tuple("name:eva", "resume the queue", "failed: no"),
            tuple("name:eva", "pause the queue", "done: 7 jobs"));
  }

  /** As a front end does that deletes each result after it has read it. */
  @Test
  void manyChangesOfOneKindLeaveTheRareOnesInTheLog() {
    var hour = Instant.parse("2026-03-01T12:00:00Z");
    var audit = new AuditLog(redis, "node-2", Clock.fixed(hour, ZoneOffset.UTC));
    var later = new AuditLog(redis, "node-2", Clock.fixed(hour.plusSeconds(3600), ZoneOffset.UTC));
    var elsewhere = new Caller(EVA.name(), "10.0.0.2", Set.of());

    audit.record(new AuditLog.Change(EVA, "pause the queue", "rare"), () -> 1, any -> "yes");
    for (int i = 0; i < 100; i++) {
      deleteIn(audit, EVA, "submission %04d".formatted(i));
      if (i == 2) {
        deleteIn(audit, elsewhere, "another");
      }
    }
    deleteIn(later, EVA, "one of the next hour");

    var shown = audit.page(first(100)).entries();
    assertThat(shown)
        .extracting(AuditLog.Shown::subject)
        .startsWith("one of the next hour", "another")
        .element(3)
        .isEqualTo("rare");
    assertThat(shown.get(0).id() - shown.get(3).id()).as("numbers that are used up").isEqualTo(3);
    var many = shown.get(2);
    assertThat(many.subject())
        .startsWith("submission 0000, submission 0001, ")
        .endsWith(", submission 0028 and 71 more")
        .hasSizeLessThan(550);
    assertThat(many.outcome()).isEqualTo("done: submission 0099");
    assertThat(many.at()).isEqualTo(hour.toString());
  }

  private static void deleteIn(AuditLog audit, Caller who, String subject) {
    audit.recordOneOfMany(
        new AuditLog.Change(who, "delete the submission", subject), () -> subject, any -> any);
  }

  @Test
  void warningsOfTheNodeAreShownByPagesWithoutSecrets() {
    var settings = Settings.of(Map.of("ADMIN_TOKEN", "very-secret")::get);
    var log = new NodeLog(redis, "node-1", SecretTexts.of(settings));
    var logger = Logger.getLogger("evalx.some.Class");
    log.begin();
    try {
      logger.log(Level.INFO, "nothing to see");
      for (int i = 0; i < 4; i++) {
        logger.log(Level.WARNING, "warning {0} with very-secret", i);
      }
      logger.log(Level.SEVERE, "broken", new IllegalStateException("because of very-secret"));
    } finally {
      log.end();
    }
    log.write();

    var any = new NodeLog.Filter(Optional.empty(), Optional.empty());
    var seen = new ArrayList<NodeLog.Shown>();
    var page = log.page(first(2), any);
    seen.addAll(page.entries());
    while (page.next().isPresent()) {
      var before = page.next().map(Long::valueOf);
      page = log.page(new LogPage.Wanted(before, 2), any);
      seen.addAll(page.entries());
    }
    assertThat(seen)
        .extracting(NodeLog.Shown::message)
        .containsExactly(
            "broken",
            "warning 3 with ***",
            "warning 2 with ***",
            "warning 1 with ***",
            "warning 0 with ***");
    assertThat(seen.get(0).cause().orElseThrow()).contains("because of ***");
    var errors = new NodeLog.Filter(Optional.of("node-1"), Optional.of("ERROR"));
    assertThat(log.page(first(9), errors).entries()).hasSize(1);
    assertThat(
            log.page(first(9), new NodeLog.Filter(Optional.of("node-2"), Optional.empty()))
                .entries())
        .isEmpty();
  }
}
