package evalx.execution;

import evalx.submission.Submission;
import evalx.submission.Token;
import java.time.Instant;

/**
 * A submission at work.
 *
 * @param attempt the number of this attempt, from 1
 */
public record Job(Token token, Submission submission, Instant queued, int attempt) {}
