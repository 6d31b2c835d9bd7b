package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.UncachedCompilers;
import evalx.execution.UncachedWorker;
import evalx.language.Languages;
import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The self-tests in real boxes. */
class ProveLanguagesIT {
  private static final String UIDS = "60700-60799";

  /** Where compilers are outside /usr; the script reads it from the entries. */
  private static final String[] ROOTS = {"--show", "/var/lib/ghc"};

  @Test
  void thoseOfLanguagesThatEveryMachineHas() {
    var capabilities = proved("c,bash,perl");
    assertThat(capabilities.failures()).isEmpty();
    assertThat(capabilities.working()).containsExactlyInAnyOrder("c", "bash", "perl");
    // Perl ends its version with no line's end.
    assertThat(capabilities.version("perl").orElseThrow()).matches("5\\.[0-9]{1,2}\\.[0-9]{1,2}");
  }

  @Test
  @Tag("slow")
  void allThatIsInstalledWorks() {
    var capabilities = proved("all");
    assertThat(capabilities.failures().values()).allMatch(Capabilities.NOT_INSTALLED::equals);
    assertThat(capabilities.versions().values()).allMatch(versions -> !versions.isEmpty());
  }

  private static Capabilities proved(String offered) {
    var languages = Languages.of(Path.of("/nowhere"), Set.of(offered.split(",")));
    var gate = new SandboxGate(1, language -> 1, Runnable::run, new Waiting(Duration.ofMinutes(5)));
    var worker = UncachedWorker.create(gate, Clock.systemUTC());
    try (var daemon = new IsolateDaemon(UIDS, ROOTS);
        var sandbox = new NativeSandbox(daemon.socket(), 1, Spools.temporary())) {
      var runtime =
          DriverRuntime.of(
              sandbox,
              new Capabilities(),
              languages,
              UncachedCompilers.create(worker.gate(), worker.files()),
              worker);
      runtime.proveLanguages().prove();
      return runtime.capabilities();
    }
  }
}
