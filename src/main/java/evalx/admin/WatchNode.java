package evalx.admin;

import evalx.redis.RedisAway;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Tells the other nodes at regular times how this one is. */
@ApplicationScoped
class WatchNode {
  private static final int THREADS = 3;
  private static final int REPORT_SECONDS = 3;
  private static final Logger LOG = System.getLogger(WatchNode.class.getName());

  @Resource private ManagedThreadFactory threads;

  /** Not one of the server's: Payara leaves those of an application that is deployed again. */
  private Optional<ScheduledExecutorService> executor = Optional.empty();

  private NodeReports reports;
  private ReportNode reportNode;
  private SampleSeries sampleSeries;
  private NodeLog nodeLog;

  @SuppressWarnings("NullAway.Init")
  WatchNode() {}

  @Inject
  WatchNode(
      NodeReports reports, ReportNode reportNode, SampleSeries sampleSeries, NodeLog nodeLog) {
    this.reports = reports;
    this.reportNode = reportNode;
    this.sampleSeries = sampleSeries;
    this.nodeLog = nodeLog;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    nodeLog.begin();
    var made = new ScheduledThreadPoolExecutor(THREADS, threads);
    executor = Optional.of(made);
    every(made, REPORT_SECONDS, "The report of this node", this::report);
    every(made, 1, "The series of the last hour", sampleSeries::sample);
    every(made, 1, "The log of warnings", nodeLog::write);
  }

  private void report() {
    reports.publish(reportNode.report());
  }

  private static void every(
      ScheduledExecutorService executor, int seconds, String what, Runnable task) {
    var unused =
        executor.scheduleWithFixedDelay(() -> runLogged(what, task), 1, seconds, TimeUnit.SECONDS);
  }

  /** Nothing may leave: a scheduled task that throws is never run again. */
  private static void runLogged(String what, Runnable task) {
    try {
      task.run();
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, what + " is written when Redis is back", e);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, what + " failed; tried again next time", e);
    }
  }

  @PreDestroy
  void close() {
    executor.ifPresent(ScheduledExecutorService::shutdownNow);
    nodeLog.end();
  }
}
