package evalx.api;

import evalx.config.MemoryPlan;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Bounds the large answers that are being written. Each keeps a thread and its packed bytes for as
 * long as its client takes to read it.
 */
@Singleton
final class AnswerBudget extends ByteBudget {
  /** Threads that write large answers. */
  static final int MAX_ANSWERS = 64;

  @Inject
  AnswerBudget(MemoryPlan memory) {
    super(MAX_ANSWERS, memory.answerBytes());
  }
}
