package evalx.webhook;

import java.time.Duration;
import java.util.Optional;

/** How an attempt ended. */
sealed interface Outcome {
  /** The HTTP status of the answer, if one came. */
  Optional<Integer> status();

  /** What it is counted as: one of {@link WebhookAttempted#OUTCOMES}. */
  String kind();

  /** Why it delivered nothing, as clients read it; empty where it did. */
  default Optional<String> reason() {
    return Optional.empty();
  }

  /** The receiver has it. */
  record Delivered(int code) implements Outcome {
    @Override
    public Optional<Integer> status() {
      return Optional.of(code);
    }

    @Override
    public String kind() {
      return kindOf(code);
    }
  }

  /** Another attempt may do better. */
  record TryAgain(Failure failure, Optional<Duration> retryAfter) implements Outcome {
    @Override
    public Optional<Integer> status() {
      return failure.status();
    }

    @Override
    public String kind() {
      return failure.kind();
    }

    @Override
    public Optional<String> reason() {
      return Optional.of(failure.reason());
    }
  }

  /** No further attempt would do better. */
  record Refused(Failure failure) implements Outcome {
    @Override
    public Optional<Integer> status() {
      return failure.status();
    }

    @Override
    public String kind() {
      return failure.kind();
    }

    @Override
    public Optional<String> reason() {
      return Optional.of(failure.reason());
    }
  }

  /** Why an attempt delivered nothing. */
  record Failure(Optional<Integer> status, String kind, String reason) {
    static Failure withoutAnswer(String kind, String reason) {
      return new Failure(Optional.empty(), kind, reason);
    }

    static Failure ofStatus(int code) {
      return new Failure(Optional.of(code), kindOf(code), "the receiver answered " + code);
    }
  }

  private static String kindOf(int code) {
    return code / 100 + "xx";
  }

  /**
   * What an answer means: 2xx is delivered; 408, 429 and 5xx may pass; everything else, redirects
   * too, stays.
   *
   * @param retryAfter when the receiver wants the next attempt
   */
  static Outcome ofStatus(int code, Optional<Duration> retryAfter) {
    if (code / 100 == 2) {
      return new Delivered(code);
    }
    var failure = Failure.ofStatus(code);
    return code / 100 == 5 || code == 408 || code == 429
        ? new TryAgain(failure, retryAfter)
        : new Refused(failure);
  }
}
