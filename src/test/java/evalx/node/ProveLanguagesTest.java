package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.cache.NoRunCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.FakeSandbox;
import evalx.compilation.NoProgramCache;
import evalx.execution.JobBudget;
import evalx.execution.Stores;
import evalx.execution.WorkerContext;
import evalx.files.NoFiles;
import evalx.language.Languages;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ProveLanguagesTest {
  private final FakeSandbox sandbox = new FakeSandbox();
  private final Toolbox toolbox = new Toolbox(sandbox, "12.2.0");
  private final Languages languages = new Languages();
  private final Time time = new Time();
  private final DriverRuntime runtime = runtime();
  private final Capabilities capabilities = runtime.capabilities();

  private static final class Time extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void pass(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private DriverRuntime runtime() {
    var gate = new SandboxGate(1, language -> 1, Runnable::run, new Waiting(Duration.ofMinutes(1)));
    var budget = new JobBudget(Duration.ofMinutes(10), 1, 256);
    var worker =
        new WorkerContext(
            "host-1",
            time,
            gate,
            new Stores(NoRunCache.create(), NoFiles.contents(), NoFiles.store()),
            budget);
    return DriverRuntime.of(
        sandbox, new Capabilities(), languages, NoProgramCache.create(), worker);
  }

  private void prove() {
    runtime.proveLanguages().prove();
  }

  @Test
  void everyLanguageIsProvedOnceAndThenLeftAlone() {
    prove();
    time.pass(Duration.ofMinutes(4));
    prove();

    assertThat(capabilities.versions()).hasSize(languages.all().size());
    assertThat(capabilities.version("cpp")).contains("12.2.0");
    assertThat(toolbox.selfTests()).isEqualTo(languages.all().size());
  }

  @Test
  void anUpdatedCompilerIsNoticedWithinMinutes() {
    prove();
    var build = capabilities.build("cpp");
    toolbox.version = "12.3.0";
    time.pass(Duration.ofMinutes(5));
    prove();

    assertThat(capabilities.version("cpp")).contains("12.3.0");
    assertThat(capabilities.build("cpp")).isPresent().isNotEqualTo(build);
  }

  @Test
  void aLanguageWhoseBuildIsTheSameIsNotTestedAgain() {
    prove();
    time.pass(Duration.ofMinutes(5));
    prove();

    assertThat(toolbox.selfTests()).isEqualTo(languages.all().size());
  }

  @Test
  void aLibraryThatIsInstalledMakesAnotherBuild() {
    prove();
    var build = capabilities.build("python");
    toolbox.installed = "numpy";
    time.pass(Duration.ofMinutes(5));
    prove();

    assertThat(capabilities.version("python")).contains("12.2.0");
    assertThat(capabilities.build("python")).isPresent().isNotEqualTo(build);
  }

  @Test
  void aCompilerThatDoesNotStartTakesItsLanguageAway() {
    prove();
    toolbox.missing.add("g++");
    capabilities.doubt("cpp");
    time.pass(Duration.ofSeconds(30));
    prove();

    assertThat(capabilities.version("cpp")).isEmpty();
    assertThat(capabilities.failures()).containsEntry("cpp", "its self-test could not be run");
    assertThat(capabilities.version("c")).isPresent();

    toolbox.missing.clear();
    prove();
    assertThat(capabilities.version("cpp")).contains("12.2.0");
  }

  @Test
  void anInterpreterThatStartsNothingIsFoundByItsSelfTest() {
    prove();
    toolbox.stdout = "";
    capabilities.doubt("bash");
    time.pass(Duration.ofSeconds(30));
    prove();

    assertThat(capabilities.failures())
        .containsOnlyKeys("bash")
        .containsEntry("bash", "its self-test ended with Wrong Answer");
  }

  @Test
  void clientsAreToldNothingThatTheSelfTestPrinted() {
    toolbox.stdout = "";
    toolbox.stderr = "cannot open /var/lib/evalx/secret";
    prove();

    assertThat(capabilities.versions()).isEmpty();
    assertThat(capabilities.failures().values())
        .hasSize(languages.all().size())
        .allMatch("its self-test ended with Wrong Answer"::equals);
  }

  @Test
  void aLanguageWithoutAVersionIsNotOffered() {
    toolbox.version = "unknown";
    prove();

    assertThat(capabilities.failures()).containsEntry("c", "its version could not be determined");
  }
}
