package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.FakeSandbox;
import evalx.compilation.Toolchain;
import evalx.compilation.UncachedCompilers;
import evalx.files.NoFiles;
import evalx.language.Languages;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommonProgramsTest {
  private static final int PROGRAMS_IN_C = 2;
  private static final int PROGRAMS_IN_JAVA = 2;

  private final FakeSandbox sandbox = new FakeSandbox();
  private final Capabilities capabilities = new Capabilities();
  private CommonPrograms programs;

  @BeforeEach
  void start() {
    var languages = new Languages();
    var gate = new SandboxGate(1, language -> 1, Runnable::run, new Waiting(Duration.ofMinutes(1)));
    var toolchain = new Toolchain(sandbox, capabilities);
    var once = UncachedCompilers.create(gate, NoFiles.contents()).with(toolchain);
    programs = new CommonPrograms(languages, capabilities, once, gate);
  }

  private static Function<RunRequest, RunReport> broken(RuntimeException failure) {
    return request -> {
      throw failure;
    };
  }

  @Test
  void aLanguageThatProvesItselfLaterHasItsPrograms() {
    Toolbox.works(capabilities, "c", "14.2.0");
    programs.compile();
    assertThat(sandbox.compilations)
        .hasSize(PROGRAMS_IN_C)
        .allMatch(compilation -> compilation.command().get(0).equals("/usr/bin/gcc"));

    Toolbox.works(capabilities, "java", "21");
    programs.compile();
    programs.compile();

    assertThat(sandbox.compilations).hasSize(PROGRAMS_IN_C + PROGRAMS_IN_JAVA);
    assertThat(sandbox.leases).hasValue(0);
  }

  @Test
  void aSandboxThatComesBackHasThemAll() {
    Toolbox.works(capabilities, "c", "14.2.0");
    sandbox.compiler = broken(new SandboxUnavailable("away"));
    assertThatThrownBy(programs::compile).isInstanceOf(SandboxUnavailable.class);
    sandbox.compilations.clear();
    sandbox.compiler = request -> FakeSandbox.compiled();

    programs.compile();

    assertThat(sandbox.compilations).hasSize(PROGRAMS_IN_C);
  }

  @Test
  void aProgramThatBreaksTheSandboxIsNotTriedForEver() {
    Toolbox.works(capabilities, "c", "14.2.0");
    sandbox.compiler = broken(new SandboxFailure("broken"));
    programs.compile();
    sandbox.compilations.clear();

    programs.compile();

    assertThat(sandbox.compilations).isEmpty();
  }
}
