package evalx.advice;

import evalx.config.HintSettings;
import evalx.config.Settings;
import evalx.format.FirstFailure;
import evalx.history.StoredSource;
import evalx.history.StoredSubmission;
import evalx.history.SubmissionHistory;
import evalx.submission.SubmissionId;
import evalx.threads.BoundedThreads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Asks the model about failures on few threads of its own, and remembers what it said: once for
 * each submission, however many clients ask.
 */
@ApplicationScoped
public class AskModel {
  /** Questions at a time. */
  static final int MAX_RUNNING = 2;

  /** Questions that wait. */
  static final int MAX_WAITING = 20;

  /** Answers that are remembered, of {@value ChatModel#MAX_TEXT} characters at most. */
  private static final int MAX_KNOWN = 1000;

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Logger LOG = System.getLogger(AskModel.class.getName());

  @Resource private ManagedThreadFactory managedThreads;

  private Optional<HintSettings.Model> settings = Optional.empty();

  @SuppressWarnings("NullAway.Init")
  private SubmissionHistory history;

  private Clock clock = Clock.systemUTC();
  private Optional<ChatModel> model = Optional.empty();

  @SuppressWarnings("NullAway.Init")
  private ThreadPoolExecutor pool;

  private final Map<SubmissionId, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SubmissionId, Known> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  /**
   * What is known of a submission.
   *
   * @param since the moment from which it has been known
   */
  private record Known(Advice advice, Instant since) {}

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  AskModel() {}

  @Inject
  AskModel(Settings settings, SubmissionHistory history) {
    this.settings = settings.runs().hints().model();
    this.history = history;
  }

  AskModel(
      HintSettings.Model settings, SubmissionHistory history, ThreadFactory threads, Clock clock) {
    this.settings = Optional.of(settings);
    this.history = history;
    this.clock = clock;
    open(threads);
  }

  @PostConstruct
  void open() {
    open(managedThreads);
  }

  private void open(ThreadFactory threads) {
    model = settings.map(asked -> new ChatModel(asked, threads));
    pool = BoundedThreads.pool(MAX_RUNNING, MAX_WAITING, threads);
  }

  @PreDestroy
  void close() {
    pool.shutdownNow();
    model.ifPresent(ChatModel::close);
  }

  /** Whether there is a model to ask. */
  public boolean isOn() {
    return settings.isPresent();
  }

  /** What the model says about a failure; asks it if nobody has, and does not wait. */
  public Advice about(SubmissionId id, FirstFailure failure) {
    synchronized (known) {
      var before = known.get(id);
      if (before != null && !isOver(before)) {
        return before.advice();
      }
      try {
        pool.execute(() -> ask(id, failure));
      } catch (RejectedExecutionException e) {
        return new Advice.Busy();
      }
      note(id, new Advice.Awaited());
      return new Advice.Awaited();
    }
  }

  private boolean isOver(Known before) {
    return before.advice() instanceof Advice.Failed
        && before.since().plus(PAUSE).isBefore(clock.instant());
  }

  private void note(SubmissionId id, Advice advice) {
    synchronized (known) {
      known.put(id, new Known(advice, clock.instant()));
    }
  }

  private void ask(SubmissionId id, FirstFailure failure) {
    Advice advice = new Advice.Failed();
    try {
      var asked = settings.orElseThrow();
      var question = new Question(asked).about(failure, source(id, asked));
      advice = new Advice.Given(model.orElseThrow().ask(question));
    } catch (ModelFailed e) {
      LOG.log(
          Level.WARNING,
          "the language model gave no hint on {0}: {1}; it may be asked again in a minute",
          id,
          e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the language model could not be asked about " + id, e);
    } finally {
      note(id, advice);
    }
  }

  private Optional<StoredSource> source(SubmissionId id, HintSettings.Model asked) {
    return asked.sendCode() ? history.find(id).flatMap(StoredSubmission::source) : Optional.empty();
  }
}
