package evalx.api;

import evalx.config.MemoryPlan;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Bounds the request bodies that are being read and checked. */
@Singleton
final class BodyBudget extends ByteBudget {
  /** Fewer than the server has threads, so that clients who send slowly do not hold all of them. */
  static final int MAX_BODIES = 160;

  @Inject
  BodyBudget(MemoryPlan memory) {
    super(MAX_BODIES, memory.bodyBytes());
  }
}
