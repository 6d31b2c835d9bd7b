package evalx.compilation;

import evalx.capacity.SandboxGate;
import evalx.config.Settings;
import evalx.files.FileContents;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What turns sources into programs on this node, with whichever driver. */
@Singleton
public final class Compilers {
  private final ProgramCache cache;
  private final SandboxGate gate;
  private final FileContents files;
  private final Optional<CompileServers> warm;

  @Inject
  Compilers(
      ProgramCache cache,
      SandboxGate gate,
      FileContents files,
      CompileServers servers,
      Settings settings) {
    this(
        cache,
        gate,
        files,
        settings.runs().sandboxes().warm().compilers() ? Optional.of(servers) : Optional.empty());
  }

  Compilers(
      ProgramCache cache, SandboxGate gate, FileContents files, Optional<CompileServers> warm) {
    this.cache = cache;
    this.gate = gate;
    this.files = files;
    this.warm = warm;
  }

  /** With the compilers of one driver. */
  public CompileOnce with(Toolchain toolchain) {
    return new CompileOnce(toolchain, cache, gate, new Compiler(toolchain, files, warm));
  }
}
