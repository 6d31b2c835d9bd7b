package evalx.webhook;

import java.util.List;

/**
 * An attempt has ended, or a webhook was given up without one.
 *
 * @param outcome one of {@link #OUTCOMES}
 */
public record WebhookAttempted(String outcome, Next next) {
  /** The class of the answer's status; else why none came, or why no attempt was made. */
  public static final List<String> OUTCOMES =
      List.of("1xx", "2xx", "3xx", "4xx", "5xx", "timeout", "network", "address", "late", "queue");

  /** What follows. */
  public enum Next {
    DELIVERED("delivered"),
    RETRIED("retried"),
    GIVEN_UP("given up");

    private final String label;

    Next(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
