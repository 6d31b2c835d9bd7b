package evalx.admin;

import evalx.broker.Adapter;
import evalx.capacity.SandboxGate;
import evalx.config.Settings;
import evalx.sandbox.Drivers;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.work.JobInHand;
import evalx.work.NodeWork;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what this node says of itself. */
@Singleton
class ReportNode {
  /** Of more only the oldest are named. */
  private static final int MAX_JOBS = 200;

  private final Instant started = Instant.now();
  private final Settings settings;
  private final NodeWork work;
  private final SandboxGate gate;
  private final Drivers drivers;
  private final Adapter adapter;

  @Inject
  ReportNode(Settings settings, NodeWork work, SandboxGate gate, Drivers drivers, Adapter adapter) {
    this.settings = settings;
    this.work = work;
    this.gate = gate;
    this.drivers = drivers;
    this.adapter = adapter;
  }

  NodeReport report() {
    var about =
        new NodeReport.About(
            settings.node().worker(),
            settings.node().role().name().toLowerCase(Locale.ROOT),
            started.toString(),
            Instant.now().toString());
    if (!settings.node().role().works()) {
      return new NodeReport(
          about, NodeReport.Boxes.NONE, NodeReport.Places.NONE, "", List.of(), List.of());
    }
    var jobs =
        work.jobs().stream()
            .sorted(Comparator.comparing((JobInHand job) -> job.times().since()))
            .limit(MAX_JOBS)
            .map(NodeReport.Job::of)
            .toList();
    return new NodeReport(
        about,
        boxes(),
        new NodeReport.Places(adapter.getBusyPlaces(), adapter.getPlaces()),
        work.outage().orElse(""),
        lacks(),
        jobs);
  }

  NodeReport.Boxes boxes() {
    return settings.node().role().works()
        ? new NodeReport.Boxes(
            gate.running(), gate.allowed(), settings.runs().sandboxes().maxConcurrent())
        : NodeReport.Boxes.NONE;
  }

  private List<String> lacks() {
    try {
      return drivers.info().degraded();
    } catch (SandboxUnavailable | SandboxFailure | SandboxDied e) {
      return List.of();
    }
  }
}
