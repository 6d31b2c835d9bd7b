package evalx.submission;

import java.time.Instant;

/**
 * A submission on its way through the queue.
 *
 * @param queued when it was queued
 * @param attempt the number of this attempt, from 1
 */
public record Job(SubmissionId id, Submission submission, Instant queued, int attempt) {}
