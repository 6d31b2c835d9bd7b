package evalx.push;

import evalx.result.EventId;
import java.util.Optional;

/**
 * What a client is told.
 *
 * @param id by which it can go on after this one; empty where it cannot
 * @param kind such as "case"
 * @param json without line breaks, in UTF-8
 */
public record StreamEvent(Optional<EventId> id, String kind, byte[] json) {
  /** That something is wrong. */
  public static StreamEvent problem(byte[] json) {
    return new StreamEvent(Optional.empty(), "problem", json);
  }
}
