package evalx.api;

import evalx.broker.QueueFull;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.intake.AcceptSubmission;
import evalx.intake.LanguageUnavailable;
import evalx.intake.QuotaExceeded;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

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
   * Gives each submission that was queued before, by the same request, and accepts each other one
   * or says why not, in their order. A failure that the next ones would meet too, such as an
   * outage, refuses all others that are left; a quota does not, because jobs end meanwhile, and a
   * later submission may be wrong.
   *
   * @throws RuntimeException as {@link AcceptSubmission#accept} does, where such a failure or a
   *     quota left no submission accepted
   */
  List<BatchItem> accept(Request request, Caller caller) {
    var end = System.nanoTime() + MAX_TIME.toNanos();
    var items = new ArrayList<BatchItem>();
    Optional<RuntimeException> failure = Optional.empty();
    for (var before : queuedBefore(request)) {
      if (before.isPresent()) {
        items.add(new BatchItem.Accepted(before.get()));
      } else if (failure.filter(met -> !(met instanceof QuotaExceeded)).isPresent()) {
        items.add(refused(failure.get()));
      } else {
        try {
          items.add(acceptNew(request, items.size(), caller, end));
        } catch (RuntimeException e) {
          items.add(refused(e));
          failure = Optional.of(e);
        }
      }
    }
    if (failure.isPresent() && items.stream().noneMatch(BatchItem.Accepted.class::isInstance)) {
      throw failure.get();
    }
    failure.ifPresent(Problems::logged);
    return items;
  }

  /** All at once: no failure of one submission hides the tokens of the next ones. */
  private static List<Optional<SubmissionId>> queuedBefore(Request request) {
    return IntStream.range(0, request.submissions().size())
        .mapToObj(index -> request.reservations().apply(index).queued())
        .toList();
  }

  private BatchItem acceptNew(Request request, int index, Caller caller, long end) {
    if (System.nanoTime() - end > 0) {
      throw Refusal.later("Too slow", "The submissions before took too long; try again.");
    }
    try {
      var reservation = request.reservations().apply(index);
      return new BatchItem.Accepted(
          acceptSubmission.accept(request.submissions().get(index), caller, reservation));
    } catch (InvalidSubmission e) {
      return refused(request.names().apply(e));
    } catch (LanguageUnavailable | QueueFull e) {
      return refused(e);
    }
  }

  private static BatchItem refused(RuntimeException failure) {
    return new BatchItem.Refused(Problems.of(failure));
  }
}
