package evalx.result;

import evalx.submission.SubmissionId;
import java.time.Instant;
import java.util.UUID;

/**
 * Asks whether a job may start, and counts the attempt if so.
 *
 * @param run names this start: asked again with the same name, it counts once
 * @param bodyHash of the message as it came, see {@link BodyHash}
 * @param uncounted attempts that do not count because an outage ended them; there were at least as
 *     many, also when Redis has lost its own count
 * @param queued when it was queued, where no state says so yet
 * @param group how many suspects may run on this node until it ends, itself included; 0 where it
 *     may start only if it is none
 */
public record StartRequest(
    SubmissionId id, UUID run, String bodyHash, int uncounted, Instant queued, int group) {

  /** The same request for a suspect among so many of this node. */
  public StartRequest asSuspect(int among) {
    return new StartRequest(id, run, bodyHash, uncounted, queued, among);
  }
}
