package evalx.api;

import evalx.format.CaseReader;
import evalx.format.Problem;
import evalx.format.ProgressWriter;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import evalx.work.WaitingSubmissions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends one test case of a result. */
@Singleton
class SendCase {
  static final Problem NO_CASE =
      Problem.of(404, "No such test case", "The result has no test case of this number.");

  private final ResultLookup results;
  private final AnswerBudget budget;
  private final SendResult sendResult;
  private final WaitingSubmissions waiting;

  @Inject
  SendCase(
      ResultLookup results,
      AnswerBudget budget,
      SendResult sendResult,
      WaitingSubmissions waiting) {
    this.results = results;
    this.budget = budget;
    this.sendResult = sendResult;
    this.waiting = waiting;
  }

  /**
   * A test case that somebody asks for.
   *
   * @param index from 0
   */
  record Requested(SubmissionId id, int index, Caller caller) {}

  /**
   * Answers with a test case, or with the progress of a submission that has not ended.
   *
   * @throws Refusal 404 when there is no such submission or test case, 503 when too many large
   *     results are being read
   */
  void send(Requested requested, boolean gzip, AsyncResponse response) {
    var id = requested.id();
    var caller = requested.caller();
    var index = requested.index();
    var lookup = results.find(id, caller);
    if (lookup instanceof Lookup.Finished finished) {
      sendResult.send(testCase(finished.result(), index), caller, gzip, response);
    } else if (lookup instanceof Lookup.FinishedLarge large) {
      sendResult.send(testCase(requested, large), caller, gzip, response);
    } else if (lookup instanceof Lookup.InProgress now) {
      waiting.askedFor(id);
      var progress = ProgressWriter.progress(id, now.status(), now.done(), now.total());
      response.resume(Response.accepted(progress).build());
    } else if (lookup instanceof Lookup.Unknown) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    } else {
      throw new IllegalStateException(lookup.toString());
    }
  }

  private StoredResult testCase(Requested requested, Lookup.FinishedLarge large) {
    var permit = budget.take(requested.caller(), large.bytes()).orElseThrow(SendResult::busy);
    try {
      var result = results.load(requested.id());
      return testCase(
          result.orElseThrow(() -> new Refusal(SubmissionsResource.UNKNOWN)), requested.index());
    } finally {
      permit.close();
    }
  }

  private static StoredResult testCase(StoredResult result, int index) {
    try (var json = result.open()) {
      return CaseReader.find(json, index)
          .map(StoredResult::of)
          .orElseThrow(() -> new Refusal(NO_CASE));
    } catch (IOException e) {
      throw new UncheckedIOException("a stored result is damaged", e);
    }
  }
}
