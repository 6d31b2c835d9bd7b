package evalx.work;

import evalx.node.DriverChoice;
import evalx.node.Workers;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The versions that this node has proved and that workers report. */
@Singleton
class NodeVersions implements VersionOffer {
  private final DriverChoice drivers;
  private final Workers workers;

  @Inject
  NodeVersions(DriverChoice drivers, Workers workers) {
    this.drivers = drivers;
    this.workers = workers;
  }

  @Override
  public boolean isHere(Submission submission) {
    return submission.source().version().isEmpty() || !drivers.lacksVersion(submission);
  }

  @Override
  public boolean isSomewhere(String language, String version) {
    return workers.offer().hasVersion(language, version);
  }

  @Override
  public List<String> versionsOf(String language) {
    return workers.offer().versionsOf(language);
  }
}
