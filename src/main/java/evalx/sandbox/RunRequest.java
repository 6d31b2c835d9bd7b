package evalx.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run.
 *
 * @param artifact files that the run sees read-only in /app
 * @param collect whether the regular files the run leaves in /box become a new artifact
 */
public record RunRequest(
    Invocation invocation,
    Optional<ArtifactId> artifact,
    byte[] stdin,
    RunLimits limits,
    boolean collect) {
  private static final String ARTIFACT_FOLDER = "/app/";

  /**
   * What is executed.
   *
   * @param command the program by absolute path, and its arguments
   */
  public record Invocation(List<String> command, Map<String, String> environment) {
    public Invocation {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  public List<String> command() {
    return invocation.command();
  }

  public Map<String, String> environment() {
    return invocation.environment();
  }

  /**
   * Returns the report, unless a command that this node chose itself could not be started.
   *
   * @throws SandboxFailure in that case
   */
  public RunReport requireStarted(RunReport report) {
    if (report.ending() instanceof Ending.NotStarted notStarted
        && !command().get(0).startsWith(ARTIFACT_FOLDER)) {
      throw new SandboxFailure(command().get(0) + " could not be started: " + notStarted.reason());
    }
    return report;
  }
}
