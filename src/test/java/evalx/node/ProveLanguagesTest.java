package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.MovingClock;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.FakeSandbox;
import evalx.compilation.UncachedCompilers;
import evalx.execution.UncachedWorker;
import evalx.language.Language;
import evalx.language.Languages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProveLanguagesTest {
  private final FakeSandbox sandbox = new FakeSandbox();
  private final Toolbox toolbox = new Toolbox(sandbox, "12.2.0");
  private final Languages languages = Languages.of(Path.of("/nowhere"), Set.of("core"));
  private final MovingClock time = new MovingClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final DriverRuntime runtime = runtime(languages);
  private final Capabilities capabilities = runtime.capabilities();

  private DriverRuntime runtime(Languages languages) {
    var gate = new SandboxGate(1, language -> 1, Runnable::run, new Waiting(Duration.ofMinutes(1)));
    var worker = UncachedWorker.create(gate, time);
    return DriverRuntime.of(
        sandbox,
        new Capabilities(),
        languages,
        UncachedCompilers.create(worker.gate(), worker.files()),
        worker);
  }

  private Optional<String> build(String id) {
    return capabilities.build(chosen(id, Optional.empty()));
  }

  private Language chosen(String id, Optional<String> version) {
    return capabilities.choose(languages.find(id).orElseThrow(), version);
  }

  /** The toolbox takes each pattern for a path. */
  private long tools() {
    return languages.offered().stream()
        .mapToLong(
            language ->
                languages.editions(language).stream()
                    .flatMap(edition -> edition.setup().tools().stream())
                    .distinct()
                    .count())
        .sum();
  }

  private void prove() {
    runtime.proveLanguages().prove();
  }

  @Test
  void everyLanguageIsProvedOnceAndThenLeftAlone() {
    prove();
    time.pass(Duration.ofMinutes(4));
    prove();

    assertThat(capabilities.versions()).hasSize(languages.offered().size());
    assertThat(capabilities.version("cpp")).contains("12.2.0");
    assertThat(toolbox.selfTests()).isEqualTo(tools());
  }

  @Test
  void anUpdatedCompilerIsNoticedWithinMinutes() {
    prove();
    var build = build("cpp");
    toolbox.version = "12.3.0";
    time.pass(Duration.ofMinutes(5));
    prove();

    assertThat(capabilities.version("cpp")).contains("12.3.0");
    assertThat(build("cpp")).isPresent().isNotEqualTo(build);
  }

  @Test
  void aLanguageWhoseBuildIsTheSameIsNotTestedAgain() {
    prove();
    time.pass(Duration.ofMinutes(5));
    prove();

    assertThat(toolbox.selfTests()).isEqualTo(tools());
  }

  @Test
  void aLibraryThatIsInstalledMakesAnotherBuild() {
    prove();
    var build = build("python");
    toolbox.installed = "numpy";
    time.pass(Duration.ofMinutes(5));
    prove();

    assertThat(capabilities.version("python")).contains("12.2.0");
    assertThat(build("python")).isPresent().isNotEqualTo(build);
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
  void aLanguageWhoseSelfTestHasJustFailedIsProvedAtOnce() {
    prove();
    toolbox.missing.add("g++");
    capabilities.sawFail("cpp");
    prove();

    assertThat(capabilities.version("cpp")).isEmpty();
  }

  /** Its own self-test says so each time, which would never end. */
  @Test
  void aLanguageThatFailsIsNotProvedAtOnceBecauseItsSelfTestFails() {
    var others = runtime(Languages.of(Path.of("/nowhere"), Set.of("haskell")));
    toolbox.missing.add("ghc");
    others.proveLanguages().prove();
    toolbox.missing.clear();
    others.capabilities().sawFail("haskell");

    others.proveLanguages().prove();

    assertThat(others.capabilities().version("haskell")).isEmpty();
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
        .hasSize(languages.offered().size())
        .allMatch("its self-test ended with Wrong Answer"::equals);
  }

  @Test
  void eachToolIsAVersionAndTheNewestIsTakenUnlessAnotherIsAskedFor() {
    toolbox.versions.put("/usr/lib/jvm/", "17.0.15");
    prove();

    assertThat(capabilities.versions().get("java")).containsExactly("17.0.15", "12.2.0");
    assertThat(chosen("java", Optional.empty()).commands().compile())
        .startsWith("/usr/lib/jvm/*/bin/javac");
    assertThat(chosen("java", Optional.of("12.2")).tool()).isEqualTo("/toolchain/jdk/bin/javac");
    assertThat(capabilities.version(chosen("java", Optional.of("21")))).contains("12.2.0");
  }

  @Test
  void aFirstReleaseHasAVersionOfOneNumber() {
    toolbox.version = "openjdk version \"25\" 2025-09-16";
    prove();

    assertThat(capabilities.version("java")).contains("25");
  }

  @Test
  void whatIsNotInstalledCostsOneLookForAllLanguages() {
    toolbox.absent.add("/");
    prove();

    assertThat(sandbox.runs).hasSize(1);
    assertThat(capabilities.failures())
        .hasSize(languages.offered().size())
        .containsEntry("cpp", "is not installed");
  }

  @Test
  void aFolderThatBoxesLackIsTheReason() {
    var others = runtime(Languages.of(Path.of("/nowhere"), Set.of("haskell", "ocaml")));
    toolbox.absent.add("/var/lib/ghc");
    toolbox.stdout = "";

    others.proveLanguages().prove();

    assertThat(others.capabilities().failures())
        .containsEntry(
            "haskell", "boxes of the sandbox fake lack folders that it needs: /var/lib/ghc")
        .containsEntry("ocaml", "its self-test ended with Wrong Answer");
  }

  @Test
  void theRemedyIsThatOfTheDriver() {
    assertThat(ProveEdition.Failure.lack("native", List.of("/var/lib/ghc")).detail())
        .isEqualTo("start the sandbox daemon with --show /var/lib/ghc (docs/deploy.md)");
    assertThat(ProveEdition.Failure.lack("docker", List.of("/var/lib/ghc")).detail())
        .isEqualTo("roots of its entry; the sandbox native shows them");
  }

  @Test
  void theCoreIsTriedAgainUntilItWorks() {
    toolbox.stdout = "";
    prove();
    prove();

    assertThat(toolbox.selfTests()).isEqualTo(2 * tools());
  }

  @Test
  void aLanguageWithoutAVersionIsNotOffered() {
    toolbox.version = "unknown";
    prove();

    assertThat(capabilities.failures()).containsEntry("c", "its version could not be determined");
  }
}
