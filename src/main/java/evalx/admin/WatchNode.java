package evalx.admin;

import evalx.redis.RedisAway;
import evalx.threads.PeriodicTasks;
import evalx.threads.PeriodicTasks.Task;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Tells the other nodes at regular times how this one is. */
@ApplicationScoped
class WatchNode {
  private static final Duration REPORT_PAUSE = Duration.ofSeconds(3);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(WatchNode.class.getName());

  @Inject private PeriodicTasks tasks;

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
    begin("The report of this node", REPORT_PAUSE, this::report);
    begin("The series of the last hour", SECOND, sampleSeries::sample);
    begin("The log of warnings", SECOND, nodeLog::write);
  }

  private void report() {
    reports.publish(reportNode.report());
  }

  private void begin(String name, Duration pause, Runnable action) {
    tasks.begin(new Task(name, pause, () -> runPostponed(name, action)), SECOND);
  }

  private static void runPostponed(String name, Runnable action) {
    try {
      action.run();
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, name + " is written when Redis is back", e);
    }
  }

  @PreDestroy
  void close() {
    nodeLog.end();
  }
}
