package evalx.work;

import evalx.config.Settings;
import evalx.execution.LiveMessages;
import evalx.execution.RunHandle;
import evalx.execution.RunLive;
import evalx.intake.LiveRunRefused;
import evalx.intake.LiveRuns;
import evalx.node.DriverChoice;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.Submission;
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
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Runs programs with their clients on this node. They may take half of its permits, since a client
 * that thinks keeps one all the time, and jobs of the queue must go on; the others wait for their
 * turn.
 */
@ApplicationScoped
class RunLiveHere implements LiveRuns {
  private static final int MAX_WAITING = 100;
  private static final Logger LOG = System.getLogger(RunLiveHere.class.getName());

  @Resource private ManagedThreadFactory factory;

  private final Settings settings;
  private final DriverChoice drivers;
  private ThreadPoolExecutor threads;

  /** For the server. */
  @SuppressWarnings("NullAway")
  RunLiveHere() {
    this(null, null);
  }

  @Inject
  @SuppressWarnings("NullAway.Init")
  RunLiveHere(Settings settings, DriverChoice drivers) {
    this.settings = settings;
    this.drivers = drivers;
  }

  @PostConstruct
  void open() {
    var max = Math.max(1, settings.runs().sandboxes().maxConcurrent() / 2);
    threads = BoundedThreads.pool(max, MAX_WAITING, factory);
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }

  @Override
  public Run start(Submission submission, Client client) {
    if (!settings.node().role().works() || !drivers.runsLive(submission)) {
      throw new LiveRunRefused(
          submission.language() + " cannot run with its client on this node; another one may");
    }
    var job = new Job(SubmissionId.random(), submission, Instant.now(), 1);
    var session = new Session(job, client);
    try {
      threads.execute(session);
    } catch (RejectedExecutionException e) {
      throw new LiveRunRefused(
          "Too many programs wait for their turn to run with their clients; try again.");
    }
    return session;
  }

  private final class Session implements Runnable, Run, RunLive.Client {
    private final Job job;
    private final Client client;
    private final LiveMessages messages = new LiveMessages();
    private final RunHandle handle = new RunHandle();

    Session(Job job, Client client) {
      this.job = job;
      this.client = client;
    }

    @Override
    public void run() {
      try {
        drivers.runLive(job, this, handle).ifPresent(client::ended);
      } catch (RuntimeException e) {
        if (handle.isCancelled()) {
          LOG.log(Level.DEBUG, "the client of live run {0} has left", job.id());
        } else {
          LOG.log(Level.WARNING, "live run {0} broke; its client is told: {1}", job.id(), e);
          client.failed(e);
        }
      }
    }

    @Override
    public LiveMessages messages() {
      return messages;
    }

    @Override
    public void compiled(Result.Compiled how, boolean failed) {
      client.compiled(how, failed);
    }

    @Override
    public void stdout(byte[] bytes) {
      client.stdout(bytes);
    }

    @Override
    public void stderr(byte[] bytes) {
      client.stderr(bytes);
    }

    @Override
    public boolean write(byte[] text) {
      return messages.write(text);
    }

    @Override
    public boolean end() {
      return messages.end();
    }

    @Override
    public boolean signal(int number) {
      return messages.signal(number);
    }

    /** One that still waits for its turn leaves its place at once. */
    @Override
    public void cancel() {
      handle.cancel();
      threads.remove(this);
    }
  }
}
