package evalx.api;

import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Sends results as they lie in the store to clients that accept gzip, and unpacked to the others. A
 * small result fits into the buffers of server and socket and is written at once. A large one is
 * written in pieces, on a thread that waits for the client and that nothing else needs.
 */
@ManagedExecutorDefinition(
    name = "java:app/evalx/large-answers",
    maxAsync = AnswerBudget.MAX_ANSWERS)
@ApplicationScoped
class SendResult {
  /** Bytes that are written without waiting for the client. */
  static final int MAX_SMALL = 64 << 10;

  /** What a large answer holds beside its packed bytes: buffers here and in the server. */
  private static final int BUFFERS = 256 << 10;

  private static final int PIECE = 1 << 14;

  @Resource(lookup = "java:app/evalx/large-answers")
  private ManagedExecutorService executor;

  private ResultLookup results;
  private AnswerBudget budget;

  @SuppressWarnings("NullAway.Init")
  private Executor threads;

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  SendResult() {}

  @Inject
  SendResult(ResultLookup results, AnswerBudget budget) {
    this.results = results;
    this.budget = budget;
  }

  SendResult(ResultLookup results, AnswerBudget budget, Executor threads) {
    this(results, budget);
    this.threads = threads;
  }

  @PostConstruct
  void takeThreads() {
    threads = executor;
  }

  /**
   * Answers with a result that was found.
   *
   * @throws Refusal 503 when too many large results are being read, by all or by this caller
   */
  void send(StoredResult result, Caller caller, boolean gzip, AsyncResponse response) {
    var encoded = gzip && result.isCompressed();
    var length = encoded ? result.packed().length : result.plainLength();
    if (length <= MAX_SMALL) {
      response.resume(answer(encoded ? result.packed() : result.json(), encoded));
    } else {
      sendLarge(result.packed().length, caller, () -> answer(Optional.of(result), gzip), response);
    }
  }

  /**
   * Answers with a result of which only the size has been found yet.
   *
   * @throws Refusal 503 when too many large results are being read, by all or by this caller
   */
  void send(
      SubmissionId id,
      Lookup.FinishedLarge large,
      Caller caller,
      boolean gzip,
      AsyncResponse response) {
    sendLarge(large.bytes(), caller, () -> answer(results.load(id), gzip), response);
  }

  /**
   * Sends an answer on a thread that waits for the client.
   *
   * @param bytes that it holds in memory at a time
   * @throws Refusal 503 when too many large results are being read, by all or by this caller
   */
  void sendLarge(long bytes, Caller caller, Supplier<Response> answer, AsyncResponse response) {
    var permit = budget.take(caller, bytes + BUFFERS).orElseThrow(SendResult::busy);
    try {
      threads.execute(
          () -> {
            try {
              // Returns when the client has it all, or is given up.
              response.resume(answer.get());
            } catch (RuntimeException e) {
              response.resume(e);
            } finally {
              permit.close();
            }
          });
    } catch (RejectedExecutionException e) {
      permit.close();
      throw busy();
    }
  }

  private static Response answer(Optional<StoredResult> result, boolean gzip) {
    var found = result.orElseThrow(() -> new Refusal(SubmissionsResource.UNKNOWN));
    var encoded = gzip && found.isCompressed();
    return answer(
        (StreamingOutput) out -> write(found, encoded, out, new Pace(System::nanoTime)), encoded);
  }

  private static Response answer(Object entity, boolean encoded) {
    var answer = Response.ok(entity).header("Vary", "Accept-Encoding");
    return encoded ? answer.header("Content-Encoding", "gzip").build() : answer.build();
  }

  /** Writes a result, as it lies in the store where that is wanted. */
  static void write(StoredResult result, boolean encoded, OutputStream out, Pace pace)
      throws IOException {
    try (var in = encoded ? new ByteArrayInputStream(result.packed()) : result.open()) {
      var piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        pace.next(count);
        out.write(piece, 0, count);
      }
    }
  }

  static Refusal busy() {
    return Refusal.later(
        "Busy",
        "Too many large results, or too many of yours, are being sent at the moment; try again.");
  }
}
