package evalx.sandbox.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.RunLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container is made for: a run can use any idle container of its shape. */
record ContainerShape(String image, Optional<ArtifactId> artifact, RunLimits limits) {
  private static final int UID = 65533;

  /** The user of box and programs; it owns nothing in the image. */
  static final String USER = UID + ":" + UID;

  /** Memory that the box needs for itself. */
  private static final long BOX_BYTES = 6L << 20;

  /** Times differ from run to run, and the box enforces them. */
  ContainerShape {
    limits = new RunLimits(Duration.ZERO, Duration.ZERO, limits.processes(), limits.bytes());
  }

  /** As isolated as Docker allows. */
  HostConfig hostConfig(Optional<Path> artifactFolder, long nanoCpus) {
    var scratch =
        "rw,exec,nosuid,nodev,mode=700,uid="
            + UID
            + ",gid="
            + UID
            + ",nr_inodes=16384,size="
            + limits.diskBytes();
    return HostConfig.newHostConfig()
        .withNetworkMode("none")
        .withIpcMode("private")
        .withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges:true"))
        .withMemory(memory())
        .withMemorySwap(memory())
        .withPidsLimit(limits.processes() + 1L)
        .withNanoCPUs(nanoCpus)
        .withTmpFs(Map.of("/box", scratch, "/tmp", scratch))
        .withShmSize(limits.diskBytes())
        .withAutoRemove(true)
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
        .withMounts(artifactFolder.map(path -> List.of(readOnly(path))).orElse(List.of()));
  }

  /** The box keeps the output in the same container. */
  private long memory() {
    return limits.memoryBytes() + limits.stdoutBytes() + limits.stderrBytes() + BOX_BYTES;
  }

  private static Mount readOnly(Path folder) {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(folder.toString())
        .withTarget("/app")
        .withReadOnly(true);
  }
}
