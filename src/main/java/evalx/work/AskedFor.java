package evalx.work;

import evalx.events.Subscribers;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The submissions that clients ask for while they wait, and those that clients follow. */
@Singleton
class AskedFor implements WaitingSubmissions {
  /** Submissions that are looked at each time; the others have their turn later. */
  static final int MAX_LOOKS = 100;

  /** So many of them are asked for, and the rest is for those that are followed. */
  private static final int MAX_ASKED = MAX_LOOKS / 2;

  private final Set<SubmissionId> asked = new LinkedHashSet<>();
  private final Supplier<? extends Collection<SubmissionId>> followed;
  private int turn;

  @Inject
  AskedFor(Subscribers subscribers) {
    this(subscribers::followed);
  }

  /**
   * @param followed what streams and long polls of this node wait for
   */
  AskedFor(Supplier<? extends Collection<SubmissionId>> followed) {
    this.followed = followed;
  }

  @Override
  public synchronized void askedFor(SubmissionId id) {
    if (asked.size() < MAX_ASKED) {
      asked.add(id);
    }
  }

  /** Those to look at now: the ones asked for since the last time, and some that are followed. */
  synchronized Set<SubmissionId> next() {
    var next = new LinkedHashSet<>(asked);
    asked.clear();
    var all = List.copyOf(followed.get());
    for (int i = 0; i < all.size() && next.size() < MAX_LOOKS; i++) {
      turn = (turn + 1) % all.size();
      next.add(all.get(turn));
    }
    return next;
  }
}
