package evalx.dialect.judge0;

import evalx.intake.Reservation;
import evalx.submission.SubmissionId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A reservation whose submission is noted before it is queued: it may end, and its callback's
 * receiver ask for it, before the request that made it is answered.
 */
final class NotedReservation implements Reservation {
  private final Reservation reservation;
  private final Consumer<SubmissionId> note;
  private Optional<SubmissionId> noted = Optional.empty();

  NotedReservation(Reservation reservation, Consumer<SubmissionId> note) {
    this.reservation = reservation;
    this.note = note;
  }

  /** What was noted and nobody will ask for when it is not queued. */
  Optional<SubmissionId> abandoned() {
    return isRepeatable() ? Optional.empty() : noted;
  }

  @Override
  public Optional<SubmissionId> queued() {
    return reservation.queued();
  }

  @Override
  public SubmissionId reserve() {
    var id = reservation.reserve();
    note.accept(id);
    noted = Optional.of(id);
    return id;
  }

  @Override
  public boolean isRepeatable() {
    return reservation.isRepeatable();
  }

  @Override
  public void markQueued() {
    reservation.markQueued();
  }
}
