package evalx.admin;

import evalx.queue.QueueNames;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with queues. */
@Singleton
class QueueProblems {
  /** Seconds after which waiting is worth a look. */
  private static final double LONG = 60;

  /** Share of its limit from which on a queue is nearly full. */
  private static final double NEARLY_FULL = 0.8;

  List<Problem> find(List<Queues.Shown> queues) {
    var problems = new ArrayList<Problem>();
    for (Queues.Shown queue : queues) {
      if (queue.language().isPresent()) {
        findOfJobs(queue, queue.language().get(), problems);
      } else if (queue.name().equals(QueueNames.DEAD_LETTER_QUEUE) && queue.depth() > 0) {
        problems.add(
            Problem.warning(
                "dead_letters",
                queue.name(),
                queue.depth() + " jobs were given up and wait for an operator",
                "look at their reasons at /admin/dead-letters, then retry or delete them"));
      }
    }
    return problems;
  }

  private static void findOfJobs(Queues.Shown queue, String language, List<Problem> problems) {
    if (queue.paused()) {
      problems.add(
          Problem.warning(
              "queue_paused",
              language,
              "the queue is paused, and " + queue.waiting() + " jobs wait in it",
              "POST /admin/queues/" + language + "/resume"));
    } else if (queue.consumers() == 0 && queue.waiting() > 0) {
      problems.add(
          Problem.error(
              "no_consumer",
              language,
              queue.waiting() + " jobs wait, and no worker takes from the queue",
              "start a worker that has the language, or undrain one: see /admin/workers"));
    } else if (queue.oldestAge().filter(age -> age > LONG).isPresent()) {
      problems.add(
          Problem.warning(
              "queue_slow",
              language,
              "the oldest job has waited for " + Math.round(queue.oldestAge().get()) + " s",
              "start more workers, or raise MAX_CONCURRENT_SANDBOXES where cores are idle"));
    }
    if (queue.maxDepth().filter(max -> queue.depth() >= NEARLY_FULL * max).isPresent()) {
      problems.add(
          Problem.warning(
              "queue_full",
              language,
              "the queue has " + queue.depth() + " of at most " + queue.maxDepth().get() + " jobs",
              "start more workers, or raise MAX_QUEUE_DEPTH"));
    }
  }
}
