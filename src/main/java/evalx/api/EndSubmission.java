package evalx.api;

import evalx.format.ProgressWriter;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.work.JobCanceller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** Cancels a submission that has not ended, and removes the result of one that has. */
@Singleton
class EndSubmission {
  private final JobCanceller canceller;
  private final ResultLookup results;

  @Inject
  EndSubmission(JobCanceller canceller, ResultLookup results) {
    this.canceller = canceller;
    this.results = results;
  }

  /**
   * Answers 202 with how far the submission was when it was cancelled, or 204 when its result was
   * removed.
   *
   * @throws Refusal 404 when there is nothing to cancel or to remove
   */
  Response end(SubmissionId id, Caller caller) {
    if (results.find(id, caller) instanceof Lookup.Unknown) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    }
    switch (canceller.cancel(id, caller)) {
      case WAITING -> {
        return cancelled(id, Phase.IN_QUEUE);
      }
      case RUNNING -> {
        return cancelled(id, Phase.PROCESSING);
      }
      case FINISHED -> {
        if (results.remove(id)) {
          return Response.noContent().build();
        }
      }
      case UNKNOWN -> {}
    }
    throw new Refusal(SubmissionsResource.UNKNOWN);
  }

  private static Response cancelled(SubmissionId id, Phase was) {
    return Response.accepted(ProgressWriter.accepted(id, was)).build();
  }
}
