package evalx.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * How far the delivery of a webhook is, as clients read it.
 *
 * @param attempts that were made
 * @param lastStatus the HTTP status of the last answer; empty where the last attempt got none
 * @param message why the last attempt delivered nothing
 */
public record WebhookState(
    Phase phase, int attempts, Optional<Integer> lastStatus, Optional<String> message) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Before the first attempt. */
  public static final WebhookState NEW =
      new WebhookState(Phase.PENDING, 0, Optional.empty(), Optional.empty());

  /** What becomes of it. */
  public enum Phase {
    /** An attempt will follow. */
    PENDING("pending"),
    DELIVERED("delivered"),
    GIVEN_UP("given up");

    private final String label;

    Phase(String label) {
      this.label = label;
    }
  }

  byte[] json() {
    var object =
        JSON.createObjectNode()
            .put("status", phase.label)
            .put("attempts", attempts)
            .put("last_status", lastStatus.orElse(null))
            .put("message", message.orElse(null));
    try {
      return JSON.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
