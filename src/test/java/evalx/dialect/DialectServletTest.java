package evalx.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.api.Doors;
import evalx.config.Dialect;
import evalx.format.Problem;
import evalx.submission.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectServletTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final Answer LARGE = Answer.text(200, "x".repeat(1 << 20));

  private static final class Echo extends DialectServlet {
    private static final long serialVersionUID = 1;

    private final transient Supplier<Reply> replies;

    Echo(Reply reply, Map<String, String> settings) {
      this(() -> reply, settings);
    }

    Echo(Supplier<Reply> replies, Map<String, String> settings) {
      super(Dialect.JUDGE0, Doors.of(settings));
      this.replies = replies;
    }

    @Override
    protected Reply handle(Call call) {
      return replies.get();
    }

    @Override
    protected Answer refuse(Problem problem) {
      return Answer.json(problem.status(), "error", problem.detail());
    }
  }

  private static Asked send(
      String method, Map<String, String> headers, Map<String, String> settings) throws IOException {
    var servlet = new Echo(Reply.now(Answer.empty(201)), settings);
    var asked = new Asked(method, "/submissions", headers);
    servlet.service(asked.request(), asked.response());
    return asked;
  }

  @ParameterizedTest
  @CsvSource({
    "POST,http://evil.example,403",
    "POST,null,403",
    "PUT,http://evil.example,403",
    "DELETE,http://evil.example,403",
    "POST,http://evalx.example:3000,201",
    "POST,https://page.example,201",
    "GET,http://evil.example,201",
    "HEAD,http://evil.example,201",
  })
  void aPageOfAnotherOriginChangesNothing(String method, String origin, int status)
      throws IOException {
    var headers = Map.of("Origin", origin, "Host", "evalx.example:3000");
    var asked = send(method, headers, Map.of("CORS_ORIGINS", "https://page.example"));

    assertThat(asked.status).isEqualTo(status);
    if (status == 403) {
      assertThat(asked.body.toString(UTF_8)).startsWith("{\"error\":\"CORS_ORIGINS");
    }
  }

  private static Asked ask(Reply reply, boolean reads) throws IOException {
    var asked = new Asked("POST", "/submissions", Map.of());
    asked.reads = reads;
    new Echo(reply, Map.of()).service(asked.request(), asked.response());
    asked.hasReturned = true;
    return asked;
  }

  private static Reply.Later later(CompletableFuture<Answer> answer, Duration maxWait) {
    return new Reply.Later(answer, maxWait, () -> Answer.text(504, "later"));
  }

  /** The answer waits for its client, and nobody waits with it. */
  private static void assertPaced(Asked asked) throws IOException {
    assertThat(asked.status).isEqualTo(200);
    assertThat(asked.body.size()).isZero();
    assertThat(asked.over).isFalse();
    asked.read();
    assertThat(asked.body.size()).isEqualTo(LARGE.body().length);
    assertThat(asked.over).isTrue();
  }

  /** The few threads that tell results are not the client's. */
  @Test
  void aClientThatReadsSlowlyHoldsUpNobody() throws IOException {
    var answer = new CompletableFuture<Answer>();
    var asked = ask(later(answer, Duration.ofMinutes(1)), false);
    assertThat(asked.status).isZero();

    answer.complete(LARGE);
    assertPaced(asked);
  }

  @Test
  void anAnswerThatIsMadeOnTheThreadOfItsRequestLeavesItToo() throws IOException {
    var asked =
        ask(
            new Reply.Large(CALLER, room -> new Answer(200, "", room.part(() -> LARGE.body()))),
            false);
    assertPaced(asked);
  }

  @Test
  void theLastEventOfAStreamIsNotWaitedForEither() throws IOException {
    var answer = new CompletableFuture<Answer>();
    var messages = new EventMessages();
    messages.send("1".getBytes(UTF_8));
    var streamed = new Reply.Streamed(later(answer, Duration.ofMinutes(1)), messages);
    var asked = ask(streamed, false);

    answer.complete(LARGE);
    messages.send("3".getBytes(UTF_8));
    assertThat(asked.body.toString(UTF_8)).isEqualTo("event: message\ndata: 1\n\n");
    assertThat(asked.over).isFalse();
    asked.read();
    assertThat(asked.body.toString(UTF_8))
        .endsWith("event: message\ndata: " + "x".repeat(1 << 20) + "\n\n");
    assertThat(asked.over).isTrue();
  }

  /** Its client chooses how long a refusal is that names what was asked for. */
  @Test
  void aRefusalMayBeLargeToo() throws IOException {
    var asked = ask(Reply.now(LARGE), false);
    assertPaced(asked);
  }

  /** Else there is none for others when enough have left. */
  @Test
  void aClientThatHasLeftLeavesItsRoom() throws IOException {
    var answers = new ArrayDeque<CompletableFuture<Answer>>();
    var servlet =
        new Echo(
            () -> {
              answers.add(new CompletableFuture<>());
              return later(answers.getLast(), Duration.ofMinutes(1));
            },
            Map.of());
    for (int i = 0; i < 20; i++) {
      var asked = new Asked("POST", "/submissions", Map.of());
      servlet.service(asked.request(), asked.response());
      asked.hasLeft = true;
      answers.getLast().complete(LARGE);
      assertThat(asked.over).isTrue();
    }
    var other = new Asked("POST", "/submissions", Map.of());
    servlet.service(other.request(), other.response());
    answers.getLast().complete(LARGE);
    assertThat(other.status).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesAStreamAtOnceIsNotWaitedFor() throws IOException {
    var answer = new CompletableFuture<Answer>();
    var asked = new Asked("POST", "/submissions", Map.of());
    asked.hasLeft = true;
    var reply = new Reply.Streamed(later(answer, Duration.ofMinutes(1)), new EventMessages());
    new Echo(reply, Map.of()).service(asked.request(), asked.response());
    assertThat(answer).isCancelled();
    assertThat(asked.over).isTrue();
  }

  @Test
  void aSmallAnswerIsSentAtOnce() throws IOException {
    var small = Answer.text(200, "x".repeat(1000));
    for (var reply :
        List.of(
            Reply.now(small),
            new Reply.Large(CALLER, room -> small),
            later(CompletableFuture.completedFuture(small), Duration.ofMinutes(1)))) {
      assertThat(ask(reply, false).body.size()).isEqualTo(1000);
    }
  }

  /** 24 MiB of them, of which each takes twice its bytes. */
  @Test
  void moreLargeAnswersThanThereIsRoomForAreRefused() throws IOException {
    var servlet =
        new Echo(later(CompletableFuture.completedFuture(LARGE), Duration.ofMinutes(1)), Map.of());
    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 20; i++) {
      var asked = new Asked("POST", "/submissions", Map.of());
      asked.reads = false;
      servlet.service(asked.request(), asked.response());
      statuses.add(asked.status);
    }
    assertThat(statuses.subList(0, 8)).containsOnly(200);
    assertThat(statuses.get(19)).isEqualTo(503);
  }

  @Test
  void whatDoesNotComeInTimeIsAnsweredForAndGivenUp() throws IOException {
    var answer = new CompletableFuture<Answer>();
    var asked = ask(later(answer, Duration.ofMillis(1)), true);

    await().until(() -> asked.over);
    assertThat(asked.status).isEqualTo(504);
    assertThat(answer).isCancelled();
  }

  @Test
  void aRequestEndsAlsoWhenNoAnswerCanBeMade() throws IOException {
    var later =
        new Reply.Later(
            new CompletableFuture<>(),
            Duration.ofMillis(1),
            () -> {
              throw new IllegalStateException("test");
            });
    var asked = ask(later, true);
    await().until(() -> asked.over);
  }

  @ParameterizedTest
  @CsvSource({"POST", "DELETE"})
  void whatIsNoBrowserOrPageWithATokenMayAsk(String method) throws IOException {
    assertThat(send(method, Map.of(), Map.of()).status).isEqualTo(201);
    var origin = Map.of("Origin", "http://other.example", "Host", "localhost:3000");
    var tokens = Map.of("API_TOKENS", "first");
    assertThat(send(method, origin, tokens).status).isEqualTo(201);
  }
}
