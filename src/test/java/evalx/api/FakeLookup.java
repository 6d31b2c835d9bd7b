package evalx.api;

import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Results that a test makes up. */
final class FakeLookup implements ResultLookup {
  private final Function<SubmissionId, Lookup> found;
  private final Function<SubmissionId, Optional<StoredResult>> stored;
  final Set<SubmissionId> removable = new HashSet<>();
  int loaded;

  FakeLookup(
      Function<SubmissionId, Lookup> found, Function<SubmissionId, Optional<StoredResult>> stored) {
    this.found = found;
    this.stored = stored;
  }

  FakeLookup(Function<SubmissionId, Lookup> found) {
    this(found, id -> Optional.empty());
  }

  @Override
  public Lookup find(SubmissionId id, Caller viewer) {
    return found.apply(id);
  }

  @Override
  public Optional<StoredResult> load(SubmissionId id) {
    loaded++;
    return stored.apply(id);
  }

  @Override
  public boolean remove(SubmissionId id) {
    return removable.remove(id);
  }
}
