package evalx.intake;

import evalx.format.SubmissionRequest;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Accepts a program whose client takes part while it runs, by the rules of every submission. */
@Singleton
public class AcceptLiveRun {
  private final SubmissionRules rules;
  private final LiveRuns runs;

  @Inject
  AcceptLiveRun(SubmissionRules rules, LiveRuns runs) {
    this.rules = rules;
    this.runs = runs;
  }

  /**
   * Begins a run, or says why not.
   *
   * @throws evalx.format.InvalidSubmission with everything that is wrong with it
   * @throws NotAllowed when the caller may not submit
   * @throws LiveRunRefused when this node cannot run it, or runs too many already
   */
  public LiveRuns.Run accept(SubmissionRequest request, Caller caller, LiveRuns.Client client) {
    return runs.start(rules.check(request, caller), client);
  }
}
