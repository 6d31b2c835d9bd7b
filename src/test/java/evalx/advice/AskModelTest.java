package evalx.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.MovingClock;
import evalx.config.HintSettings;
import evalx.format.FirstFailure;
import evalx.history.Cursor;
import evalx.history.HistoryCounts;
import evalx.history.HistoryFilter;
import evalx.history.HistoryItem;
import evalx.history.HistoryPage;
import evalx.history.Statistics;
import evalx.history.StoredSubmission;
import evalx.history.SubmissionHistory;
import evalx.submission.SubmissionId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AskModelTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String RESULT =
      """
      {"token": "t", "status": "Wrong Answer", "language": "c", "compile_output": "int secret;",
       "hints": [], "message": null, "results": [
        {"status": "Accepted", "stdout": "fine", "hints": []},
        {"status": "Wrong Answer", "stdout": "secret 1", "stderr": "secret 2", "exit_code": 0,
         "difference": {"kind": "case", "line": 1}, "hints": [{"id": "a", "text": "Small?"}]},
        {"status": "Wrong Answer", "stdout": "later", "hints": []}]}
      """;

  private final MovingClock clock = new MovingClock(Instant.EPOCH);
  private FakeModel api;
  private AskModel model;

  @BeforeEach
  void start() throws IOException {
    api = new FakeModel();
    model = model(false, LIMIT);
  }

  @AfterEach
  void stop() {
    model.close();
    api.close();
  }

  private AskModel model(boolean sendCode, Duration timeout) {
    return new AskModel(
        new HintSettings.Model(api.url(), "small", Optional.empty(), sendCode, timeout),
        new NoHistory(),
        Executors.defaultThreadFactory(),
        clock);
  }

  private static FirstFailure failure() {
    return read(RESULT).orElseThrow();
  }

  private static Optional<FirstFailure> read(String result) {
    try {
      return FirstFailure.read(new ByteArrayInputStream(result.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Advice awaited(SubmissionId id) {
    return await()
        .atMost(LIMIT)
        .until(() -> model.about(id, failure()), advice -> !(advice instanceof Advice.Awaited));
  }

  @Test
  void isAskedOnceForASubmission() {
    var id = SubmissionId.random();

    assertThat(model.about(id, failure())).isEqualTo(new Advice.Awaited());
    assertThat(awaited(id)).isEqualTo(new Advice.Given("Look at line 2."));
    assertThat(model.about(id, failure())).isEqualTo(new Advice.Given("Look at line 2."));
    assertThat(api.questions).hasSize(1);
  }

  @Test
  void nothingThatTheProgramOrCompilerPrintedIsSentUnlessAllowed() throws IOException {
    awaited(SubmissionId.random());

    var question = new ObjectMapper().readTree(api.questions.remove());
    assertThat(question.get("model").asText()).isEqualTo("small");
    var known = question.at("/messages/1/content").asText();
    assertThat(known)
        .contains("Wrong Answer", "\"kind\":\"case\"", "Small?")
        .doesNotContain("secret", "fine", "later");
  }

  @Test
  void allIsSentWhereAllowed() {
    model.close();
    model = model(true, LIMIT);

    awaited(SubmissionId.random());

    assertThat(api.questions.remove()).contains("secret 1", "secret 2", "int secret;");
  }

  @Test
  void aFailureIsNotAskedAgainAtOnce() {
    api.does(FakeModel.answering(500, ""));
    var id = SubmissionId.random();

    assertThat(awaited(id)).isEqualTo(new Advice.Failed());
    assertThat(awaited(id)).isEqualTo(new Advice.Failed());
    assertThat(api.questions).hasSize(1);

    api.does(FakeModel.answering(200, FakeModel.completion("Now.")));
    clock.pass(Duration.ofSeconds(61));
    assertThat(awaited(id)).isEqualTo(new Advice.Given("Now."));
  }

  @Test
  void noMoreThanSomeAskAtATime() {
    api.does(api.hanging());
    var answers = new ArrayList<Advice>();
    for (int i = 0; i < AskModel.MAX_RUNNING + AskModel.MAX_WAITING + 5; i++) {
      answers.add(model.about(SubmissionId.random(), failure()));
    }

    assertThat(answers.subList(0, AskModel.MAX_RUNNING + AskModel.MAX_WAITING))
        .containsOnly(new Advice.Awaited());
    assertThat(answers.subList(answers.size() - 5, answers.size())).containsOnly(new Advice.Busy());
  }

  @Test
  void whatTheProgramIsNotToBlameForIsNoFailure() {
    for (var status : List.of("Accepted", "Internal Error", "Cancelled", "Checker Error")) {
      assertThat(read("{\"status\": \"" + status + "\", \"results\": []}")).isEmpty();
    }
    assertThat(read("{\"status\": \"Compilation Error\", \"results\": []}"))
        .hasValueSatisfying(failed -> assertThat(failed.testCase()).isEmpty());
  }

  private static final class NoHistory implements SubmissionHistory {
    @Override
    public boolean isOn() {
      return false;
    }

    @Override
    public HistoryPage page(HistoryFilter filter, Optional<Cursor> after, int limit) {
      throw new IllegalStateException();
    }

    @Override
    public Optional<StoredSubmission> find(SubmissionId id) {
      return Optional.empty();
    }

    @Override
    public Statistics statistics(HistoryFilter filter) {
      throw new IllegalStateException();
    }

    @Override
    public List<HistoryItem> page(HistoryFilter filter, long offset, int limit) {
      throw new IllegalStateException();
    }

    @Override
    public long count(HistoryFilter filter) {
      throw new IllegalStateException();
    }

    @Override
    public Optional<String> outage() {
      return Optional.empty();
    }

    @Override
    public HistoryCounts counts() {
      throw new IllegalStateException();
    }
  }
}
