package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.config.Settings;
import evalx.format.SubmissionReader;
import evalx.format.SubmissionRequest;
import evalx.format.UnknownMembers;
import evalx.intake.Intake;
import evalx.intake.QuotaExceeded;
import evalx.submission.Caller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptAllTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final Settings TWO = Settings.of(Map.of("MAX_QUEUED_PER_CALLER", "2")::get);
  private static final String PROGRAM = "{'language':'python','code':'print(1)'}";
  private static final String INVALID = "{'language':'python','code':'print(1)','timeout':-1}";

  /** "a", which is in the file store when it was sent. */
  private static final String WITH_FILE =
      "{'language':'python','code':'','test_cases':[{'stdin_file':"
          + "'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'}]}";

  @TempDir Path folder;
  private Intake intake;

  @BeforeEach
  void offerPython() {
    intake = new Intake(folder);
    intake.offer(Map.of("python", List.of("3.11.2")), Map.of());
  }

  @AfterEach
  void stopRedis() {
    intake.close();
  }

  private static SubmissionRequest request(String json) {
    var bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return SubmissionReader.read(bytes, UnknownMembers.REFUSE);
  }

  /** Sends a batch, always with the same key. */
  private List<BatchItem> accept(Settings settings, String... submissions) {
    var requests = Stream.of(submissions).map(AcceptAllTest::request).toList();
    var places = intake.request("key", CALLER, String.join(",", submissions));
    return new AcceptAll(intake.node(settings))
        .accept(new AcceptAll.Request(requests, places, UnaryOperator.identity()), CALLER);
  }

  private static List<Integer> statuses(List<BatchItem> items) {
    return items.stream()
        .map(item -> item instanceof BatchItem.Refused no ? no.problem().status() : 202)
        .toList();
  }

  private void sendFile() throws IOException {
    intake.files.add(new ByteArrayInputStream(new byte[] {'a'}), CALLER);
  }

  @Test
  void theQuotaOfOneHidesNoTokenOfThoseThatWereQueuedBefore() throws IOException {
    var first = accept(TWO, WITH_FILE, PROGRAM, PROGRAM);
    sendFile();

    var again = accept(TWO, WITH_FILE, PROGRAM, PROGRAM);

    assertThat(statuses(first)).containsExactly(422, 202, 202);
    assertThat(statuses(again)).containsExactly(429, 202, 202);
    assertThat(again.subList(1, 3)).isEqualTo(first.subList(1, 3));
  }

  @Test
  void anOutageHidesNoTokenOfThoseThatWereQueuedBefore() throws IOException {
    var first = accept(TWO, WITH_FILE, PROGRAM, INVALID);
    sendFile();
    brokerIsAway();

    var again = accept(Settings.of(name -> null), WITH_FILE, PROGRAM, INVALID);

    assertThat(statuses(first)).containsExactly(422, 202, 422);
    assertThat(statuses(again)).containsExactly(503, 202, 503);
    assertThat(again.get(1)).isEqualTo(first.get(1));
  }

  private void brokerIsAway() {
    intake.queue.sending =
        () -> {
          throw new BrokerAway("the broker does not answer");
        };
  }

  @Test
  void beyondTheQuotaEachIsToldWhatIsWrongWithIt() {
    var items = accept(TWO, PROGRAM, PROGRAM, PROGRAM, INVALID, PROGRAM);

    assertThat(statuses(items)).containsExactly(202, 202, 429, 422, 429);
    assertThat(intake.queue.size()).isEqualTo(2);
  }

  @Test
  void whereTheQuotaLeavesNoneAllAreRefusedAtOnce() {
    accept(TWO, PROGRAM, PROGRAM);

    assertThatThrownBy(
            () ->
                new AcceptAll(intake.node(TWO))
                    .accept(
                        new AcceptAll.Request(
                            List.of(request(INVALID), request(PROGRAM), request(INVALID)),
                            intake.request("another", CALLER, ""),
                            UnaryOperator.identity()),
                        CALLER))
        .isInstanceOf(QuotaExceeded.class);
  }

  @Test
  void anOutageIsMetOnceAndRefusesAllThatAreLeft() {
    var tried = new int[1];
    intake.queue.sending =
        () -> {
          if (++tried[0] > 1) {
            throw new BrokerAway("the broker does not answer");
          }
        };

    assertThat(statuses(accept(TWO, PROGRAM, PROGRAM, PROGRAM))).containsExactly(202, 503, 503);
    assertThat(tried[0]).isEqualTo(2);
  }
}
