package evalx.api;

import evalx.advice.Advice;
import evalx.advice.AskModel;
import evalx.format.FirstFailure;
import evalx.format.Problem;
import evalx.format.ProgressWriter;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Sends what a language model says about a submission that has failed. */
@Singleton
class SendHint {
  private static final Problem OFF =
      Problem.of(404, "No language model", "This server asks no language model for hints.");
  private static final Problem NO_FAILURE =
      Problem.of(404, "Nothing to explain", "The submission has not failed by its program.");
  private static final Problem FAILED =
      Problem.of(502, "No hint", "The language model gave no hint; try again in a minute.");
  private static final int SECONDS = 2;

  private final ResultLookup results;
  private final AnswerBudget budget;
  private final AskModel model;

  @Inject
  SendHint(ResultLookup results, AnswerBudget budget, AskModel model) {
    this.results = results;
    this.budget = budget;
    this.model = model;
  }

  /**
   * The answer: 200 with the hint, 202 while the submission runs or the model thinks.
   *
   * @throws Refusal 404 when there is no model, submission or failure, 502 when the model fails,
   *     503 when too many ask
   */
  Response answer(SubmissionId id, Caller caller) {
    if (!model.isOn()) {
      throw new Refusal(OFF);
    }
    var lookup = results.find(id, caller);
    if (lookup instanceof Lookup.InProgress now) {
      return later(ProgressWriter.progress(id, now.status(), now.done(), now.total()));
    }
    var failure = failure(id, lookup, caller).orElseThrow(() -> new Refusal(NO_FAILURE));
    var advice = model.about(id, failure);
    if (advice instanceof Advice.Given given) {
      return Response.ok(ProgressWriter.hint(id, Optional.of(given.text()))).build();
    }
    if (advice instanceof Advice.Awaited) {
      return later(ProgressWriter.hint(id, Optional.empty()));
    }
    if (advice instanceof Advice.Failed) {
      throw new Refusal(FAILED);
    }
    if (advice instanceof Advice.Busy) {
      throw Refusal.later("Too many questions", "Too many ask the language model; try again.");
    }
    throw new IllegalStateException(advice.toString());
  }

  private static Response later(byte[] json) {
    return Response.accepted(json).header(HttpHeaders.RETRY_AFTER, SECONDS).build();
  }

  private Optional<FirstFailure> failure(SubmissionId id, Lookup lookup, Caller caller) {
    if (lookup instanceof Lookup.Finished finished) {
      return failure(finished.result());
    }
    if (lookup instanceof Lookup.FinishedLarge large) {
      var permit = budget.take(caller, large.bytes()).orElseThrow(SendResult::busy);
      try {
        return results.load(id).flatMap(SendHint::failure);
      } finally {
        permit.close();
      }
    }
    if (lookup instanceof Lookup.Unknown) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    }
    throw new IllegalStateException(lookup.toString());
  }

  private static Optional<FirstFailure> failure(StoredResult result) {
    try (var json = result.open()) {
      return FirstFailure.read(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored result is damaged", e);
    }
  }
}
