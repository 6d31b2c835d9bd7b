package evalx.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.events.Subscribers;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AwaitEndTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final SubmissionId ID = SubmissionId.random();
  private static final String RESULT =
      """
      {"token": "%s", "status": "Expired", "language": "c", "compile_output": "",
       "queued_at": "2026-01-02T03:04:05Z", "finished_at": "2026-01-02T03:04:06Z", "results": []}
      """
          .formatted(ID);

  private volatile Lookup lookup = new Lookup.InProgress("In Queue", 0, 1);

  private final ResultLookup results =
      new ResultLookup() {
        @Override
        public Lookup find(SubmissionId id, Caller viewer) {
          return lookup;
        }

        @Override
        public Optional<StoredResult> load(SubmissionId id) {
          return Optional.of(StoredResult.of(RESULT.getBytes(UTF_8)));
        }

        @Override
        public boolean remove(SubmissionId id) {
          return false;
        }
      };

  private final List<SubmissionId> cancelled = new ArrayList<>();

  private final AwaitEnd awaitEnd =
      new AwaitEnd(
          results,
          new WholeOutputs(id -> Optional.empty()),
          new Subscribers(),
          Runnable::run,
          (id, caller) -> cancelled.add(id));

  @Test
  void aResultThatIsThereIsGivenAtOnce() {
    lookup = new Lookup.FinishedLarge(1);
    assertThat(awaitEnd.of(ID, CALLER, result -> result.verdict().label()))
        .isCompletedWithValue("Expired");
  }

  @Test
  void aResultThatIsNotThereIsWaitedFor() {
    assertThat(awaitEnd.of(ID, CALLER, result -> result)).isNotDone();
  }

  /** A request of which nothing but one header is asked. */
  private static Call call(@Nullable String idempotencyKey) {
    return new Call(
        answering(HttpServletRequest.class, idempotencyKey),
        answering(HttpServletResponse.class, null));
  }

  private static <T> T answering(Class<T> type, @Nullable String header) {
    return type.cast(
        Proxy.newProxyInstance(
            AwaitEndTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> header));
  }

  @Test
  void whatNobodyWaitsForIsCancelled() {
    awaitEnd.of(ID, CALLER, result -> result).cancel(false);
    awaitEnd.alone(call("key"), ID, CALLER, result -> result).cancel(false);
    assertThat(cancelled).isEmpty();

    awaitEnd.alone(call(null), ID, CALLER, result -> result).cancel(false);
    assertThat(cancelled).containsExactly(ID);
  }

  @Test
  void aWaitThatFailsLeavesNothingBehind() {
    lookup = new Lookup.Unknown();
    assertThat(awaitEnd.alone(call("key"), ID, CALLER, result -> result))
        .isCompletedExceptionally();
    assertThat(cancelled).isEmpty();

    assertThat(awaitEnd.alone(call(null), ID, CALLER, result -> result)).isCompletedExceptionally();
    assertThat(cancelled).containsExactly(ID);
  }

  @Test
  void whatHasEndedIsNotCancelled() {
    lookup = new Lookup.FinishedLarge(1);
    awaitEnd.alone(call(null), ID, CALLER, result -> result).cancel(false);
    assertThat(cancelled).isEmpty();
  }

  @Test
  void itsProgressIsToldAtOnceAndUntilItsEnd() {
    var told = new LinkedBlockingQueue<Lookup.InProgress>();
    var end = new CompletableFuture<String>();
    awaitEnd.follow(ID, CALLER, end, told::add);
    assertThat(told.poll()).isEqualTo(new Lookup.InProgress("In Queue", 0, 1));

    lookup = new Lookup.InProgress("Processing", 1, 1);
    await().until(() -> told.contains(lookup));
    end.complete("ended");

    told.clear();
    awaitEnd.follow(ID, CALLER, end, told::add);
    assertThat(told).isEmpty();
  }

  @Test
  void aSubmissionThatIsUnknownEndsTheWait() {
    lookup = new Lookup.Unknown();
    assertThat(awaitEnd.of(ID, CALLER, result -> result)).isCompletedExceptionally();
  }
}
