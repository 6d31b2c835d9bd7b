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
 * @param alone whether no other suspect runs on this node, so that a suspect may start
 */
public record StartRequest(
    SubmissionId id, UUID run, String bodyHash, int uncounted, Instant queued, boolean alone) {

  /** The same request for the only suspect of this node. */
  public StartRequest asOnlySuspect() {
    return new StartRequest(id, run, bodyHash, uncounted, queued, true);
  }
}
