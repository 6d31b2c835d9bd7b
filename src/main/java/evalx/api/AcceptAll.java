package evalx.api;

import evalx.broker.QueueFull;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.intake.AcceptSubmission;
import evalx.intake.LanguageUnavailable;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Accepts the submissions of one request, one after the other. */
@Singleton
class AcceptAll {
  /** For all of them; a submission that has begun to be accepted may take 8 s longer. */
  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  private final AcceptSubmission acceptSubmission;

  @Inject
  AcceptAll(AcceptSubmission acceptSubmission) {
    this.acceptSubmission = acceptSubmission;
  }

  /**
   * Several submissions.
   *
   * @param reservations one for each, by their place
   * @param names the names of members in errors, as the client knows them
   */
  record Request(
      List<SubmissionRequest> submissions,
      IntFunction<Reservation> reservations,
      UnaryOperator<InvalidSubmission> names) {}

  /**
   * Accepts each submission or says why not, in their order. A failure that the next ones would
   * meet too, such as an outage, refuses all that are left.
   *
   * @throws RuntimeException as {@link AcceptSubmission#accept} does, where such a failure left no
   *     submission accepted
   */
  List<BatchItem> accept(Request request, Caller caller) {
    var end = System.nanoTime() + MAX_TIME.toNanos();
    var total = request.submissions().size();
    var items = new ArrayList<BatchItem>(total);
    while (items.size() < total) {
      try {
        if (System.nanoTime() - end > 0) {
          throw Refusal.later("Too slow", "The submissions before took too long; try again.");
        }
        items.add(accept(request, items.size(), caller));
      } catch (RuntimeException e) {
        if (items.stream().noneMatch(BatchItem.Accepted.class::isInstance)) {
          throw e;
        }
        var refused = new BatchItem.Refused(Problems.logged(e));
        items.addAll(Collections.nCopies(total - items.size(), refused));
      }
    }
    return items;
  }

  private BatchItem accept(Request request, int index, Caller caller) {
    try {
      var reservation = request.reservations().apply(index);
      return new BatchItem.Accepted(
          acceptSubmission.accept(request.submissions().get(index), caller, reservation));
    } catch (InvalidSubmission e) {
      return new BatchItem.Refused(Problems.of(request.names().apply(e)));
    } catch (LanguageUnavailable | QueueFull e) {
      return new BatchItem.Refused(Problems.of(e));
    }
  }
}
