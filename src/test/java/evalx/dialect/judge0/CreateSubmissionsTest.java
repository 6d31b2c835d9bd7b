package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.broker.BrokerAway;
import evalx.config.Settings;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.intake.Intake;
import evalx.language.Languages;
import evalx.redis.Keys;
import evalx.result.Notes;
import evalx.submission.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateSubmissionsTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final Settings ONE = Settings.of(Map.of("MAX_QUEUED_PER_CALLER", "1")::get);
  private static final List<String> VERSION = List.of("1.0");

  @TempDir Path folder;
  private Intake intake;

  @BeforeEach
  void startRedis() {
    intake = new Intake(folder);
  }

  @AfterEach
  void stopRedis() {
    intake.close();
  }

  /** Sends a batch, always with the same key. */
  private JsonNode batch(String body) {
    return batch(body, index -> {});
  }

  /**
   * @param before what happens before the submission of a place is taken
   */
  @SuppressWarnings("NullAway")
  private JsonNode batch(String body, IntConsumer before) {
    var languages = new KnownLanguages(new Languages(), intake.workers()::offer);
    var submissions =
        new Submissions(
            intake.node(ONE),
            null,
            null,
            new Notes(intake.redis, ONE),
            new TellEnd(languages, false));
    var create = new CreateSubmissions(languages, new ToProgram(intake.files, ONE), submissions);
    var params = (ObjectNode) Json.parse(body.replace('\'', '"').getBytes(UTF_8));
    var reservations = intake.request("key", CALLER, body);
    var reply =
        create.batch(
            new CreateSubmissions.Asked(
                params,
                CALLER,
                index -> {
                  before.accept(index);
                  return reservations.apply(index);
                }));
    return Json.parse(((Reply.Now) reply).answer().body());
  }

  @Test
  void theQuotaOfOneHidesNoTokenOfThoseThatWereQueuedBefore() {
    var batch =
        "{'submissions':[{'language_id':71,'source_code':'1'},"
            + "{'language_id':46,'source_code':'echo'},{'language_id':46,'source_code':'echo'}]}";
    intake.offer(Map.of("bash", VERSION), Map.of());
    var first = batch(batch);
    assertThat(first.get(0).has("language_id")).as(first.toString()).isTrue();

    intake.offer(Map.of("bash", VERSION, "python", VERSION), Map.of());
    var again = batch(batch);

    assertThat(again.at("/0/error").asText()).as(again.toString()).contains("At most 1 jobs");
    assertThat(again.get(1)).isEqualTo(first.get(1));
    assertThat(again.at("/1/token").asText()).isNotEmpty();
    assertThat(again.at("/2/error").asText()).contains("At most 1 jobs");
    assertThat(intake.queue.size()).isEqualTo(1);
  }

  @Test
  void beyondTheQuotaEachIsToldWhatIsWrongWithIt() {
    intake.offer(Map.of("bash", VERSION), Map.of());

    var told =
        batch(
            "{'submissions':[{'language_id':46,'source_code':'echo'},"
                + "{'language_id':46,'source_code':'echo'},"
                + "{'language_id':123456789,'source_code':'echo'}]}");

    assertThat(told.at("/0/token").asText()).as(told.toString()).isNotEmpty();
    assertThat(told.at("/1/error").asText()).contains("At most 1 jobs");
    assertThat(told.get(2).has("language_id")).as(told.toString()).isTrue();
  }

  @Test
  void eachIsToldItsOwnFaultWhereAnOutageFollowsTheQuota() {
    intake.offer(Map.of("bash", VERSION), Map.of());
    var one = "{'language_id':46,'source_code':'echo'}";

    var told =
        batch(
            "{'submissions':[%s,%s,%s,%s]}".formatted(one, one, one, one),
            index -> {
              if (index == 2) {
                intake.redis.delete(Keys.openJobs(CALLER.limitKey()));
                intake.queue.sending = this::fail;
              }
            });

    assertThat(told.at("/0/token").asText()).as(told.toString()).isNotEmpty();
    assertThat(told.at("/1/error").asText()).contains("At most 1 jobs");
    assertThat(told.at("/2/error").asText()).contains("broker is away");
    assertThat(told.get(3)).isEqualTo(told.get(2));
  }

  private void fail() {
    throw new BrokerAway("the broker is away");
  }
}
