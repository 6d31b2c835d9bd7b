package evalx.intake;

import evalx.submission.SubmissionId;
import java.util.Optional;

/** The id that a submission gets when it is accepted. */
public interface Reservation {
  /** New ids, for submissions that are sent once. */
  Reservation NEW =
      new Reservation() {
        @Override
        public Optional<SubmissionId> queued() {
          return Optional.empty();
        }

        @Override
        public SubmissionId reserve() {
          return SubmissionId.random();
        }

        @Override
        public boolean isRepeatable() {
          return false;
        }

        @Override
        public void markQueued() {
          // It is not asked for again.
        }
      };

  /**
   * The id under which the same request has queued the submission before.
   *
   * @throws KeyReused when its key was used with another request
   */
  Optional<SubmissionId> queued();

  /**
   * The id under which it is to be queued: the same whenever the request is repeated, also if two
   * nodes have it at the same time.
   *
   * @throws KeyReused when its key was used with another request
   */
  SubmissionId reserve();

  /** Whether the same submission may be queued again under its id. */
  boolean isRepeatable();

  /** Records that it is queued. */
  void markQueued();
}
