package evalx.work;

import evalx.redis.RedisAway;
import evalx.result.StoreShares;
import evalx.result.StoreSpace;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * Why this node takes no jobs now, or none of some callers. Those in hand go on, and wait only for
 * the end of an outage: a store that is nearly full has room for their results.
 */
@Singleton
class Standstill {
  static final String NEARLY_FULL =
      "the result store is nearly full: jobs wait until results expire";

  private final OutageMonitor outages;
  private final StoreSpace space;
  private final StoreShares shares;

  @Inject
  Standstill(OutageMonitor outages, StoreSpace space, StoreShares shares) {
    this.outages = outages;
    this.space = space;
    this.shares = shares;
  }

  /** The callers of whom it takes no jobs, because their results fill the store. */
  Set<String> callers() {
    return shares.waiting();
  }

  /** Empty where it takes jobs. */
  Optional<String> reason() {
    var outage = outages.current();
    return outage.isEmpty() && isStoreNearlyFull() ? Optional.of(NEARLY_FULL) : outage;
  }

  private boolean isStoreNearlyFull() {
    try {
      return space.isNearlyFull();
    } catch (RedisAway e) {
      // That is an outage, which the next look finds.
      return false;
    }
  }
}
