package evalx.admin;

import evalx.broker.QueueControl;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.DeadLetterQueue.Whole;
import evalx.queue.Position;
import evalx.queue.QueueNames;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What operators do with several dead letters at once. */
@Singleton
public class ChosenLetters {
  /** Letters that one call removes, and as many that it names though they stay. */
  static final int MAX_LETTERS = 1000;

  private static final int PAGE = 20;
  private static final Duration MAX_TIME = Duration.ofSeconds(20);

  private final Letters letters;
  private final QueueControl control;
  private final Clock clock;

  @Inject
  ChosenLetters(Letters letters, QueueControl control) {
    this(letters, control, Clock.systemUTC());
  }

  ChosenLetters(Letters letters, QueueControl control, Clock clock) {
    this.letters = letters;
    this.control = control;
    this.clock = clock;
  }

  /**
   * Which letters are meant.
   *
   * @param ids of single ones; empty for all that the filter lets through
   */
  public record Choice(List<String> ids, Filter filter) {
    public Choice {
      ids = List.copyOf(ids);
    }
  }

  /** What became of a letter; its submission is absent where there was no such letter. */
  public record Retried(String id, Optional<String> token, String outcome) {}

  /** What became of all of them. */
  public record Retries(int retried, List<Retried> letters, long remaining) {}

  /** How many were deleted, and how many letters there are now. */
  public record Deletions(int deleted, long remaining) {}

  /**
   * Retries one letter.
   *
   * @throws NotFound when it is not there
   */
  public Retried retry(String id) {
    var whole = letters.find(id);
    return shown(whole, letters.retry(whole));
  }

  /** Retries letters, as many as there is time for. */
  public Retries retry(Choice choice) {
    var end = clock.instant().plus(MAX_TIME);
    var done =
        choice.ids().isEmpty() ? retryAll(choice.filter(), end) : retryEach(choice.ids(), end);
    var retried =
        done.stream().filter(r -> r.outcome().equals(Letters.Outcome.RETRIED.label())).count();
    return new Retries(Math.toIntExact(retried), done, depth());
  }

  private List<Retried> retryEach(List<String> ids, Instant end) {
    var done = new ArrayList<Retried>();
    for (String id : ids) {
      if (clock.instant().isAfter(end)) {
        break;
      }
      done.add(retryIfThere(id));
    }
    return done;
  }

  private Retried retryIfThere(String id) {
    try {
      var whole = letters.find(id);
      return shown(whole, retryIfPossible(whole));
    } catch (NotFound e) {
      return new Retried(id, Optional.empty(), Letters.Outcome.GONE.label());
    }
  }

  /** One that finds no place keeps no other from its retry. */
  private Letters.Outcome retryIfPossible(Whole letter) {
    try {
      return letters.retry(letter);
    } catch (QueueFull e) {
      return Letters.Outcome.QUEUE_FULL;
    } catch (SendRefused e) {
      return Letters.Outcome.NO_QUEUE;
    }
  }

  /** Letters that stay come first in the next call too, so they do not count against the limit. */
  private List<Retried> retryAll(Filter filter, Instant end) {
    var gone = new ArrayList<Retried>();
    var left = new ArrayList<Retried>();
    Optional<Position> after = Optional.empty();
    do {
      var page = letters.wholePage(filter, after, PAGE);
      for (Whole letter : page.items()) {
        if (gone.size() == MAX_LETTERS || clock.instant().isAfter(end)) {
          return both(gone, left);
        }
        if (!letter.letter().id().isEmpty()) {
          var outcome = retryIfPossible(letter);
          if (!outcome.leavesLetter()) {
            gone.add(shown(letter, outcome));
          } else if (left.size() < MAX_LETTERS) {
            left.add(shown(letter, outcome));
          }
        }
      }
      after = page.next();
    } while (after.isPresent());
    return both(gone, left);
  }

  private static List<Retried> both(List<Retried> gone, List<Retried> left) {
    return Stream.of(gone, left).flatMap(List::stream).toList();
  }

  private static Retried shown(Whole letter, Letters.Outcome outcome) {
    return new Retried(
        letter.letter().id(), Optional.of(letter.letter().token().toString()), outcome.label());
  }

  /** Deletes letters. */
  public Deletions delete(Choice choice) {
    if (choice.ids().isEmpty()) {
      return new Deletions(letters.delete(choice.filter()), depth());
    }
    var deleted = 0;
    for (String id : choice.ids()) {
      deleted += deleteIfThere(id) ? 1 : 0;
    }
    return new Deletions(deleted, depth());
  }

  private boolean deleteIfThere(String id) {
    try {
      letters.delete(id);
      return true;
    } catch (NotFound e) {
      return false;
    }
  }

  private long depth() {
    return control.states(QueueNames.DEAD_LETTER_QUEUE).stream()
        .mapToLong(state -> state.counts().all())
        .sum();
  }
}
