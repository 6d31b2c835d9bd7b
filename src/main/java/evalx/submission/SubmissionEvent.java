package evalx.submission;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a submission. Each is published once, by the node where it happens,
 * unless it says otherwise.
 */
public sealed interface SubmissionEvent {
  SubmissionId id();

  /**
   * The broker has it on disk. Of a producer's job the worker tells that which has read it, once
   * for each attempt.
   */
  record Queued(SubmissionId id, Submission submission, Caller caller, Instant at)
      implements SubmissionEvent {}

  /**
   * A worker began to run it.
   *
   * @param attempt the number of this attempt, from 1
   * @param trace that the submission belongs to
   */
  record Started(
      SubmissionId id, String worker, int attempt, Instant at, Optional<TraceContext> trace)
      implements SubmissionEvent {}

  /** Its sources were compiled; the test cases begin unless they do not compile. */
  record Compiled(SubmissionId id, Result.Compiled compiled) implements SubmissionEvent {}

  /**
   * A test case ended.
   *
   * @param index of the test case, from 0
   * @param result with the outputs that a result keeps
   */
  record CaseFinished(SubmissionId id, int index, CaseResult result) implements SubmissionEvent {}

  /**
   * It has its result, and this is it.
   *
   * @param caller who submitted it, where its message says so
   */
  record Finished(Result result, Optional<Caller> caller) implements SubmissionEvent {
    @Override
    public SubmissionId id() {
      return result.id();
    }
  }

  /** Somebody asked that it be cancelled; if it had not ended, {@link Finished} follows. */
  record Cancelled(SubmissionId id, Caller caller, Instant at) implements SubmissionEvent {}
}
